import { failure, parseDefinition, parseHistory, progress } from '@sfs3/console'
import { startConsole } from '@sfs3/console/server'

const machine = parseDefinition('{"StartAt":"a","States":{"a":{"Type":"Succeed"}}}')
const history = parseHistory({ events: [{ id: 1, type: 'ExecutionStarted', timestamp: 1 }] })
if (failure(progress(machine, history))) throw new Error('it has not failed')

const { url, stop } = await startConsole({ endpoint: 'http://127.0.0.1:1', region: 'x', mayWrite: false, port: 0 })
for (const file of ['', 'page.css', 'page.js']) console.log(file, (await fetch(`${url}/${file}`)).status)
await stop()
