import { people } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { readHistory } from './history.ts'
import { endDevice, handOff, listDevices, readMe, updateMe } from './me.ts'
import { changeRole, listMembers, readMember } from './members.ts'

export const peopleRouter = router({
  me: implement(people.me, readMe),
  updateMe: implement(people.updateMe, updateMe),
  devices: implement(people.devices, listDevices),
  endDevice: implement(people.endDevice, endDevice),
  handoff: implement(people.handoff, handOff),
  members: implement(people.members, listMembers),
  member: implement(people.member, readMember),
  history: implement(people.history, readHistory),
  changeRole: implement(people.changeRole, changeRole),
})
