#!/usr/bin/env node
const { existsSync } = require('node:fs')
const { join } = require('node:path')

// In its own repository the package runs from source: what is in `dist` there may be old.
const source = join(__dirname, 'main.ts')
import(existsSync(source) ? source : join(__dirname, 'dist', 'main.js'))
