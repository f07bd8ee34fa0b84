/** Everybody who can be played, by where they work; on a phone a menu. */
import { $, avatarOf, make, spoken } from './make.js'
import { isNarrow, state } from './state.js'

/** @param open brings the chat of a person to the screen */
export function drawPeople(open) {
  const groups = Map.groupBy
    ? Map.groupBy(state.users, ({ group }) => group)
    : state.users.reduce((all, user) => all.set(user.group, [...(all.get(user.group) ?? []), user]), new Map())
  $('#people').replaceChildren(
    ...[...groups].map(([group, users], index) =>
      make(
        'div',
        { role: 'group', 'aria-labelledby': `group-${index}` },
        make('h2', { id: `group-${index}` }, group),
        ...users.map((user) => drawPerson(user, open)),
      ),
    ),
  )
}

function drawPerson(user, open) {
  const { userid, name, title } = user
  return make(
    'button',
    { type: 'button', 'data-user': userid, 'aria-pressed': 'false', onclick: () => choose(userid, open) },
    avatarOf(user),
    make('span', { class: 'who' }, name, make('small', {}, title)),
    make('span', { class: 'unread' }),
  )
}

function choose(userid, open) {
  open(userid)
  if (isNarrow()) showPeople(false)
}

/** Who is on the screen, and what others have not read yet. */
export function markPeople(shown) {
  let unseen = 0
  for (const button of document.querySelectorAll('#people button')) {
    const { user } = button.dataset
    const count = state.unread.get(user) ?? 0
    unseen += count
    button.setAttribute('aria-pressed', String(shown.includes(user)))
    button.querySelector('.unread').replaceChildren(...(count > 0 ? [String(count), spoken('条新消息')] : []))
  }
  $('#show-people .unread').replaceChildren(...(unseen > 0 ? [String(unseen), spoken('条新消息')] : []))
}

/** On a phone: opens or shuts the menu. */
export function showPeople(isShown) {
  const opener = $('#show-people')
  const hadFocus = $('#people').contains(document.activeElement)
  document.body.classList.toggle('shows-people', isShown)
  opener.setAttribute('aria-expanded', String(isShown))
  if (isShown) $('#people button[aria-pressed="true"]')?.focus()
  else if (hadFocus) opener.focus()
}

export function startPeople() {
  $('#show-people').addEventListener('click', () => showPeople(!document.body.classList.contains('shows-people')))
  $('#people').addEventListener('keydown', ({ key }) => key === 'Escape' && isNarrow() && showPeople(false))
}
