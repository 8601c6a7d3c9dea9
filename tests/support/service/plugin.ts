export { default } from '../../../local/plugin.ts'
