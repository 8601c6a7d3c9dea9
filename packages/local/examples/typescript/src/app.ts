import express, { type Request, type Response } from 'express'

enum Shelf {
  Upper = 'upper',
  Lower = 'lower',
}

const books = new Map<string, { title: string; shelf: Shelf }>()

export const app = express()
app.use(express.json())
app.put('/books/:isbn', (request: Request, response: Response) => {
  books.set(request.params.isbn, { title: request.body.title, shelf: Shelf.Upper })
  response.status(201).json({ isbn: request.params.isbn })
})
app.get('/books/:isbn', (request: Request, response: Response) => {
  const book = books.get(request.params.isbn)
  if (!book) return response.status(404).json({ message: 'no such book' })
  return response.json({ ...book, query: request.query })
})
