import { availableParallelism } from 'node:os'

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['sfs3-source', 'node', 'node-addons'] },
  maxWorkers: availableParallelism() + 1, // tests wait for disk or for another thread
  workerIdleMemoryLimit: '500MB', // what modules of earlier tests leave behind slows every collection of garbage
  testTimeout: 60_000, // a busy machine is slow, not wrong
  setupFiles: ['<rootDir>/tests/support/environment.ts'],
  testMatch: ['<rootDir>/{tests,packages,tools}/**/*.test.ts'],
  modulePathIgnorePatterns: ['/\\.local/', '/\\.serverless/'], // what tests write starts no test again in watch mode
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/tests/support/strip-types.js' },
  // Each test file loads its modules again: without the words of 63 languages in which nobody here says what is wrong.
  moduleNameMapper: { '/locales/index\\.js$': '<rootDir>/node_modules/zod/v4/locales/en.js' },
}
