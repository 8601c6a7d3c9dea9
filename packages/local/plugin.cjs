const { mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { launch, moduleFile } = require('./launch.cjs')

/**
 * `sls local` runs the service on this machine; `sls local test` runs one state; `sls local compile` only compiles what it would run.
 * CommonJS, because the Serverless Framework loads its plugins with `require`, on any Node.js it supports; each of its commands
 * loads this file, so what only one of them needs is loaded there.
 */
module.exports = class LocalRegion {
  constructor(serverless, options) {
    const test = testCommand(serverless.processedInput.commands)
    this.commands = {
      local: {
        usage: 'Run the service in a local region on 127.0.0.1: no AWS account needed',
        lifecycleEvents: ['start'],
        options: {
          // No type of the Serverless Framework takes an option with and without a value; of one it does not know it asks nothing.
          inspect: { usage: 'Let a debugger attach, at port 9229 or --inspect=<port>', type: 'string or boolean' },
        },
        commands: {
          compile: {
            usage: 'Write the compiled service to a file, as the local region reads it',
            lifecycleEvents: ['compile'],
            options: { out: { usage: 'The file to write', type: 'string', required: true } },
          },
          test: test.command,
        },
      },
    }
    this.hooks = {
      initialize: () => {
        if (['package', 'deploy'].includes(serverless.processedInput.commands[0])) useOwnTemporaryFolder()
      },
      // The region is a process of its own: a quarter of the memory, as none of the Serverless Framework is in it.
      'local:start': () => launch(process.argv.slice(3)),
      [`local:test:${test.machine ? `${test.machine}:` : ''}run`]: () => launch(process.argv.slice(4), 'test-state'),
      'local:compile:compile': async () => {
        const { compile } = await import(pathToFileURL(moduleFile('cloudformation/compile')).href)
        writeFileSync(join(serverless.serviceDir, options.out), JSON.stringify(await compile(serverless)))
      },
    }
  }
}

/**
 * `sls local test <machine>`. The Serverless Framework knows no arguments, only commands below commands: whatever name stands there
 * becomes one, and the region says whether there is such a machine.
 * @param {string[]} commands what the shell gave: `['local', 'test', 'process']`
 */
function testCommand(commands) {
  const run = {
    usage: 'Run one state of a state machine alone: sls local test <machine> --state <name>',
    lifecycleEvents: ['run'],
    options: {
      state: { usage: 'The state to run', type: 'string' },
      input: {
        usage: 'A file with the input of the state as JSON, or - for what is piped in; {} without',
        type: 'string',
      },
      mock: {
        usage: 'A file with what its service answers: {"returns": …} or {"throws": "Error", "cause": "…"}',
        type: 'string',
      },
      inspect: { usage: 'Print what each stage of the state made of its data', type: 'boolean' },
      json: { usage: 'Print the answer of TestState as it is', type: 'boolean' },
    },
  }
  const machine = commands[0] === 'local' && commands[1] === 'test' ? commands[2] : undefined
  return {
    machine,
    command: machine === undefined ? run : { ...run, lifecycleEvents: [], commands: { [machine]: run } },
  }
}

/**
 * What this process writes to the system's temporary folder goes when it ends: serverless-esbuild copies each function into a folder
 * there when it packages it, and does not get to remove it, as it is not empty.
 */
function useOwnTemporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'sfs3-package-'))
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder // TMPDIR, or those of Windows
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
}
