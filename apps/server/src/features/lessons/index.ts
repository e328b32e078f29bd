export { imagesWithoutWords, renderInline, renderMarkdown, withFileUrls } from '../../rich-text/render-markdown.ts'
