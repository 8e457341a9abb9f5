export { contentOf, itemsOf, titleOfPage } from './pages.js'
export type { Item, Page } from './page.js'
