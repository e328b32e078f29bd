import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { render } from '../../testing/render.ts'
import { useSession } from '../../session.ts'
import { ids, mine } from './testing.ts'
import TransferPanel from './TransferPanel.vue'

let now: ReturnType<typeof mine>
const moved = vi.fn()
const show = (state: Parameters<typeof mine>[0], more: Parameters<typeof mine>[1] = {}, locale: 'en' | 'ar' | 'so' = 'en') => {
  now = mine(state, more)
  fakeServer({ 'transfers.mine': () => now })
  return render(TransferPanel, {
    props: {
      orderId: ids.order,
      mail: 'amina@example.org',
      placedAt: '2026-11-23T20:11:00.000Z',
      otherHref: '/checkout/x',
      onMoved: moved,
    },
    messages: ['transfers'],
    locale,
  })
}
const plain = (text: string) => text.replaceAll(/[\u2066-\u2069]/g, '')

/** Stands for the browser's own sender: it has no server here. */
class Sender extends EventTarget {
  static readonly made: Sender[] = []
  readonly upload = new EventTarget()
  status = 0
  responseText = ''
  address = ''
  body: unknown
  constructor() {
    super()
    Sender.made.push(this)
  }
  open(_method: string, address: string): void {
    this.address = address
  }
  setRequestHeader(): void {}
  abort(): void {
    this.dispatchEvent(new Event('abort'))
  }
  send(body: unknown): void {
    this.body = body
  }
  answer(status: number, body: object): void {
    this.status = status
    this.responseText = JSON.stringify(body)
    this.dispatchEvent(new Event('load'))
  }
  fail(): void {
    this.dispatchEvent(new Event('error'))
  }
}

beforeEach(() => {
  moved.mockReset()
  Sender.made.length = 0
  vi.stubGlobal('XMLHttpRequest', Sender)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('what the payer of a transfer reads', () => {
  it('is first that the page may be closed, then reference, amount, account and deadline', async () => {
    const view = await show('waiting')
    expect(view.get('h1').text()).toBe('Waiting for your transfer')
    expect(view.get('[aria-live] p').text()).toMatch(/^You may close this page/)
    const rows = view.findAll('dl > div').map((one) => plain(one.text()))
    expect(rows[0]).toContain('EDU 4817 QKA7')
    expect(rows[1]).toContain('$49.00')
    expect(rows[2]).toContain('DE89 3704 0044 0532 0130 00')
    expect(rows.at(-1)).toContain('in 6 days')
    expect(view.get('bdi[dir=ltr]').text()).toBe('EDU 4817 QKA7')
  })

  it('can be copied, which is said; what cannot be copied is said too', async () => {
    const written: string[] = []
    let works = true
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
      if (!works) throw new Error('not allowed')
      written.push(text)
    })
    const view = await show('waiting')
    const press = async (name: string) => {
      await view.get(`button[aria-label="${name}"]`).trigger('click')
      await flushPromises()
    }
    for (const name of ['Copy the reference', 'Copy the amount', 'Copy the IBAN']) await press(name)
    expect(written).toEqual(['EDU 4817 QKA7', '49.00', 'DE89370400440532013000'])
    expect(view.findAll('[role=status]').map((one) => one.text())).toContain('Copied: Copy the IBAN')
    works = false
    await view.get('button[aria-label="Copied: Copy the amount"]').trigger('click')
    await flushPromises()
    expect(view.text()).toContain('Select it and copy it yourself')
  })

  it('of a part that arrived is how much, and what is still missing', async () => {
    const view = await show('part_paid', { receivedMinor: 2000 })
    expect(plain(view.get('h1').text())).toBe('$20.00 of $49.00 arrived')
    expect(plain(view.get('dl').text())).toContain('Still missing$29.00')
  })

  it.each([
    ['proof_sent', 'We are checking your transfer'],
    ['asked', 'We have a question about your transfer'],
    ['second_wanted', 'We are checking your transfer'],
    ['settled', 'Your transfer has arrived'],
    ['refused', 'Your transfer was not accepted'],
    ['expired', 'The time for this transfer is over'],
  ] as const)('of a transfer that is %s fits', async (state, title) => {
    const view = await show(state, { message: state === 'asked' || state === 'refused' ? 'The slip shows another name.' : '' })
    expect(view.get('h1').text()).toBe(title)
    expect(view.text().includes('The slip shows another name.')).toBe(state === 'asked' || state === 'refused')
    expect(view.find('dl').exists()).toBe(['proof_sent', 'asked', 'second_wanted'].includes(state))
  })

  it('is in Arabic and Somali as well', async () => {
    expect((await show('waiting', {}, 'ar')).get('h1').text()).toBe('بانتظار تحويلك')
    expect((await show('waiting', {}, 'so')).get('h1').text()).toBe('Wareejintaada ayaan sugaynaa')
  })

  it('is read again by itself, and a change is told on', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const view = await show('proof_sent')
    now = mine('settled', { receivedMinor: 4900 })
    await vi.advanceTimersByTimeAsync(20_000)
    await flushPromises()
    expect(view.get('h1').text()).toBe('Your transfer has arrived')
    expect(moved).toHaveBeenCalledOnce()
  })
})

describe('a proof', () => {
  const slip = (name = 'slip.pdf', type = 'application/pdf', bytes = 4) => new File([new Uint8Array(bytes)], name, { type })
  async function choose(view: Awaited<ReturnType<typeof show>>, ...files: File[]): Promise<void> {
    const input = view.get<HTMLInputElement>('input[type=file][multiple]')
    Object.defineProperty(input.element, 'files', { value: files, configurable: true })
    await input.trigger('change')
    await flushPromises()
  }

  it('is sent to its transfer, one after another, and disappears from the list when it has arrived', async () => {
    const view = await show('waiting')
    await choose(view, slip('a.pdf'), slip('b.pdf'))
    expect(Sender.made.map(({ address }) => address)).toEqual([`/api/v1/transfers/${ids.transfer}/proofs`])
    Sender.made[0]?.upload.dispatchEvent(new ProgressEvent('progress', { lengthComputable: true, loaded: 1, total: 2 }))
    await flushPromises()
    expect(view.get('[role=progressbar]').attributes('aria-valuenow')).toBe('50')
    now = mine('proof_sent', { proofs: [{ id: ids.receipt, name: 'a.pdf', createdAt: '2026-11-23T20:20:00.000Z' }] })
    Sender.made[0]?.answer(200, { id: ids.receipt })
    await flushPromises()
    expect(Sender.made).toHaveLength(2)
    expect(view.get('h1').text()).toBe('We are checking your transfer')
    expect(view.text()).toContain('Sent so far')
  })

  it('that failed keeps its place and can be sent again', async () => {
    const view = await show('waiting')
    await choose(view, slip())
    Sender.made[0]?.fail()
    await flushPromises()
    expect(view.text()).toContain('The connection broke on the way')
    await view.get('button[aria-label="Try again: slip.pdf"]').trigger('click')
    await flushPromises()
    expect(Sender.made).toHaveLength(2)
  })

  it('that was chosen without a connection waits for it and goes by itself', async () => {
    const view = await show('waiting')
    const session = useSession()
    session.online = false
    await choose(view, slip())
    expect(Sender.made).toHaveLength(0)
    expect(view.text()).toContain('Waits for the connection')
    session.online = true
    await flushPromises()
    expect(Sender.made).toHaveLength(1)
  })

  it('that is no picture and no PDF, or too large, is refused before anything is sent', async () => {
    const view = await show('waiting')
    await choose(view, slip('a.txt', 'text/plain'), slip('b.pdf', 'application/pdf', 10_000_001))
    expect(Sender.made).toHaveLength(0)
    expect(plain(view.text())).toContain('a.txt\u2069 is neither a picture nor a PDF'.replace('\u2069', ''))
    expect(view.text()).toContain('10 MB is the most')
  })

  it('that the server refuses says why', async () => {
    const view = await show('waiting')
    await choose(view, slip())
    Sender.made[0]?.answer(400, { refused: { code: 'FILE_KIND_UNKNOWN', data: {} } })
    await flushPromises()
    expect(view.text()).toContain('Files of this kind cannot be used here')
  })
})
