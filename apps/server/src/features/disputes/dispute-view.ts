import type { DisputeDetails, DisputeRow, EvidencePack } from '@edurise/contracts'
import type { Platform } from '../../context.ts'
import { orderName } from '../../order-name.ts'
import type { DisputeRecord } from './queries.ts'

export function rowView(dispute: DisputeRecord): DisputeRow {
  const {
    number,
    orderedAt,
    offer,
    pack: _pack,
    evidenceKey: _key,
    returnOrigin: _origin,
    submittedAt: _submittedAt,
    inquiryAnsweredAt: _inquiryAnsweredAt,
    ...row
  } = dispute
  return { ...row, orderNumber: orderName({ number, createdAt: orderedAt }), courseTitle: offer.title }
}

/** With what we say or would say; `pack` is what stands now, stored or made just now. */
export function detailsView({ gateways }: Pick<Platform, 'gateways'>, dispute: DisputeRecord, pack: EvidencePack): DisputeDetails {
  return {
    ...rowView(dispute),
    pack,
    fresh: dispute.pack === null,
    canSubmit: Boolean(gateways[dispute.provider]?.submitEvidence),
    submittedAt: dispute.submittedAt,
    inquiryAnsweredAt: dispute.inquiryAnsweredAt,
  }
}

/** The provider hears an answer now: it has asked for one, its time is not over, and none has been sent. */
export function isAnswerable({ status, evidence, dueAt, closedAt }: DisputeRecord, now: Date): boolean {
  if (closedAt !== null || (status !== 'warning' && status !== 'needs_response')) return false
  if (dueAt !== null && Date.parse(dueAt) <= now.getTime()) return false
  return evidence !== 'sending' && evidence !== 'submitted'
}
