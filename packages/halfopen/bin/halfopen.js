#!/usr/bin/env node
// Apart from the build, so that npm can link it before the first build.
import '../dist/cli.js'
