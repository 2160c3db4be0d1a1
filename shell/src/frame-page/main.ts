import { holdApp } from './frame-page.ts'

holdApp(window)
