import { printable } from '@halfopen/core'

import { findingKey, whereOf } from '../../report/index.js'
import { groupOf, processOf, type Scene } from '../scene/index.js'
import { findingPage } from './finding.js'
import { groupPage } from './group.js'
import { helpPage } from './help.js'
import { homeItems, homePage } from './home.js'
import type { Drawing, Item, Page, PageContent, Settings } from './page.js'
import { processItems, processPage } from './process.js'
import { groupName } from './process-columns.js'

/** What the cursor can stand on; nothing on a page that only scrolls. */
export function itemsOf(page: Page, scene: Scene, settings: Settings): readonly Item[] {
  switch (page.kind) {
    case 'home':
      return homeItems(scene, settings)
    case 'process':
      return processItems(page.key, scene)
    case 'finding':
    case 'group':
    case 'help':
      return []
  }
}

export function contentOf(page: Page, drawing: Drawing): PageContent {
  switch (page.kind) {
    case 'home':
      return homePage(drawing)
    case 'help':
      return helpPage(drawing)
    case 'finding':
      return findingPage(page.key, drawing)
    case 'process':
      return processPage(page.key, drawing)
    case 'group':
      return groupPage(page, drawing)
  }
}

/** For the way back in the first line; empty at home. */
export function titleOfPage(page: Page, scene: Scene): string {
  switch (page.kind) {
    case 'home':
      return ''
    case 'help':
      return 'help'
    case 'finding': {
      const finding = scene.findings.find((candidate) => findingKey(candidate) === page.key)
      return finding === undefined ? 'gone' : `${finding.cause} ${whereOf(finding)}`
    }
    case 'process': {
      const view = processOf(scene, page.key)
      return view === undefined ? 'ended' : `${printable(view.process.name)} (pid ${view.process.pid})`
    }
    case 'group': {
      const group = groupOf(processOf(scene, page.processKey), page.key)
      return group === undefined ? 'gone' : printable(groupName(group))
    }
  }
}
