import serverless from 'serverless-http'
import { app } from '@books/app'

export const handler = serverless(app)
