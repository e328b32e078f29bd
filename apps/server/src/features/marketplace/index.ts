export { forgetListings } from './known.ts'
export { countAddresses, listAddresses } from './queries.ts'
export { refreshListing } from './refresh-listing.ts'
export { writeListing } from './write-listing.ts'
