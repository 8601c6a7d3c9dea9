import { app } from '@books/app'
import serverless from 'serverless-http'

export const handler = serverless(app)
