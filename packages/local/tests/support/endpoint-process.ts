import { startEndpoint } from '../../testing/aws-endpoint.ts'

/** An AWS endpoint in a process of its own, to be killed. Arguments: its data folder and its resources as JSON; prints its URL. */
const [, , dataDir = '', resources = '[]'] = process.argv
const endpoint = await startEndpoint({ dataDir, resources: JSON.parse(resources) })
console.log(endpoint.config.endpoint)
