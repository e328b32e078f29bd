export { forgetListings } from './known.ts'
export { listingOf } from './listing/listing.ts'
export { countAddresses, listAddresses } from './queries.ts'
export { writeListing } from './listing/write-listing.ts'
