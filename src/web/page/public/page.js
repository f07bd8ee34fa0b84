// What is written here is kept in this browser until the bot has it; what the bot says is fetched from where this page was last.
;(() => {
  const words = JSON.parse(document.getElementById('words').textContent)
  const $ = (id) => document.getElementById(id)
  const talk = $('talk')
  const text = $('text')
  const LONGEST_WAIT_MS = 30_000
  const LONGEST_ANSWER_MS = 60_000
  /** After something was sent the answer is near; later it may take its time. */
  const LOOKS_MS = [300, 600, 1_000, 2_000, 4_000, 8_000, 15_000]
  const COMMANDS = { 'zh-CN': '中文', 'zh-TW': '繁體', en: 'English' }

  let language =
    Object.keys(words).find((one) => navigator.languages?.includes(one)) ??
    (/^zh-(TW|HK|MO|Hant)/i.test(navigator.language) ? 'zh-TW' : /^zh/i.test(navigator.language) ? 'zh-CN' : 'en')
  const word = (name) => words[language][name]
  const sentence = (name, value) => word(name).replace('%', () => value)

  /** Behind this stands a code that many have; whoever comes by it gets a key of their own, which this browser keeps. */
  const CODE = 'new.'
  const given = takeKey()
  const code = given.startsWith(CODE) ? given.slice(CODE.length) : ''
  const id = (code || given).split('.')[0]
  let last = 0
  let looks = 0
  let timer
  let isSending = false
  let waitMs = 1_000

  /** Out of the address at once: neither the history nor a picture of the screen is to hold it. */
  function takeKey() {
    const given = location.hash.slice(1)
    if (given) {
      sessionStorage.setItem('key', given)
      history.replaceState(null, '', location.pathname)
    }
    return given || sessionStorage.getItem('key') || ''
  }
  window.addEventListener('hashchange', () => location.reload())

  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('')

  const stored = (name, otherwise) => JSON.parse(localStorage.getItem(`${name}.${id}`) ?? 'null') ?? otherwise
  function store(name, value) {
    try {
      localStorage.setItem(`${name}.${id}`, JSON.stringify(value))
    } catch {
      // full, or a private window: it is sent from here as long as the page is open
    }
  }

  let key = code ? stored('key', '') : given
  let opened

  /** What is to be sent, in its order. Files are kept by nobody but this page: whoever opens it anew chooses them again, and they go on where they were. */
  const outbox = stored('outbox', [])
  const keepOutbox = () =>
    store(
      'outbox',
      outbox.filter(({ file }) => !file),
    )

  class Refused extends Error {
    constructor(status, reason) {
      super(reason)
      this.status = status
    }
  }

  async function ask(path, { method = 'GET', by = key, json, bytes, headers } = {}) {
    const response = await fetch(`/c/api/${path}`, {
      method,
      // a line that hangs is one that is cut
      signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      headers: {
        authorization: `Bearer ${by}`,
        ...(json && { 'content-type': 'application/json' }),
        ...(bytes && { 'content-type': 'application/octet-stream' }),
        ...headers,
      },
      body: json ? JSON.stringify(json) : bytes,
    })
    if (!response.ok) throw new Refused(response.status, (await response.json().catch(() => ({}))).error ?? '')
    return response
  }
  const askJson = async (...all) => (await ask(...all)).json()
  /** The line, or the server for now: it is worth another try. */
  const mayPass = (error) => !(error instanceof Refused) || error.status === 429 || error.status >= 500

  // ---- what is shown

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties)
    made.append(...children.filter((child) => child !== undefined && child !== ''))
    return made
  }

  function show(made, isOwn, entryKey) {
    const wasAtEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 120
    made.prepend(element('span', { className: 'speaker', textContent: `${word(isOwn ? 'you' : 'us')}: ` }))
    made.classList.add('said')
    if (isOwn) made.classList.add('own')
    if (entryKey) made.dataset.key = entryKey
    const before = isOwn ? null : talk.querySelector('.waiting')
    talk.insertBefore(made, before)
    if (wasAtEnd || isOwn) talk.scrollTop = talk.scrollHeight
  }
  const own = (entryKey) => talk.querySelector(`[data-key="${CSS.escape(entryKey)}"]`)

  function receive(entries) {
    for (const { n, id: entryKey, isOwn, message } of entries) {
      if (n <= last) continue
      last = n
      looks = 0
      if (message.type === 'cardDone') finish(message.card, message.text)
      else if (isOwn) arrived(entryKey, message)
      else show(drawn(message, n), false)
    }
  }

  function arrived(entryKey, message) {
    const waiting = own(entryKey)
    if (waiting) settle(waiting)
    else show(element('div', {}, message.type === 'file' ? `${message.name} ✓` : message.text), true, entryKey)
  }

  function settle(waiting) {
    waiting.classList.remove('waiting')
    waiting.querySelector('.note')?.remove()
    waiting.querySelector('progress')?.remove()
  }

  function drawn(message, n) {
    switch (message.type) {
      case 'text':
        return element('div', {}, message.text)
      case 'card':
        return card(
          message,
          message.buttons.map((button) => press(message.card, button.key, button.label, button.style)),
        )
      case 'choice':
        return message.many
          ? ticks(message)
          : card(
              message,
              message.options.map((option) => press(message.card, `${message.key}:${option.id}`, option.label)),
            )
      case 'form':
        return element(
          'div',
          {},
          [message.title, ...message.selects.map(({ label, options }) => `${label}: ${options.map((one) => one.label).join(' / ')}`)].join(
            '\n',
          ),
        )
      case 'article':
        return element(
          'div',
          {},
          `${message.title}\n${message.text}\n`,
          element('a', { href: message.url, rel: 'noreferrer noopener', target: '_blank', textContent: message.url }),
        )
      case 'file':
        return element('div', {}, file(message, n))
    }
    return element('div')
  }

  function card({ card: name, title, subtitle, text: words, rows = [] }, pressable) {
    const body = [
      ...(title ? [element('h2', { textContent: title })] : []),
      ...[subtitle, words].filter(Boolean).map((one) => element('p', { textContent: one })),
      ...(rows.length > 0
        ? [
            element(
              'dl',
              {},
              ...rows.flatMap(({ label, value }) => [element('dt', { textContent: label }), element('dd', { textContent: value })]),
            ),
          ]
        : []),
      ...(pressable.length > 0 ? [element('div', { className: 'choices', role: 'group', ariaLabel: title ?? '' }, ...pressable)] : []),
    ]
    const made = element('div', {}, ...body)
    made.dataset.card = name
    return made
  }

  function press(name, pressed, label, style) {
    const button = element('button', { type: 'button', className: style ?? '', textContent: label })
    button.addEventListener('click', () => {
      button.setAttribute('aria-pressed', 'true')
      enqueue({ type: 'tap', card: name, pressed, selected: [] }, label)
    })
    return button
  }

  function ticks(message) {
    const boxes = message.options.map((option) => element('input', { type: 'checkbox', value: option.id }))
    const labels = message.options.map((option, index) => element('label', { className: 'tick' }, boxes[index], option.label))
    const submit = element('button', { type: 'button', className: 'primary', textContent: message.submit })
    submit.addEventListener('click', () => {
      const ticked = message.options.filter((_, index) => boxes[index].checked)
      if (ticked.length > 0)
        enqueue(
          { type: 'tap', card: message.card, pressed: message.key, selected: ticked.map((one) => one.id) },
          ticked.map((one) => one.label).join('、'),
        )
    })
    return card(message, [...labels, submit])
  }

  /** Its buttons, wherever they stand, give way to what came of them. */
  function finish(name, words) {
    for (const made of talk.querySelectorAll(`[data-card="${CSS.escape(name)}"]`)) {
      made.querySelector('.choices')?.remove()
      made.querySelector('.done')?.remove()
      made.append(element('p', { className: 'note done', textContent: words }))
    }
  }

  function file({ name, kind }, n) {
    const button = element('button', { type: 'button', textContent: sentence('save', name) })
    button.addEventListener('click', async () => {
      try {
        const url = URL.createObjectURL(await (await ask(`files/${n}`)).blob())
        if (kind === 'image') button.replaceWith(element('img', { src: url, alt: name }))
        else element('a', { href: url, download: name }).click()
      } catch {
        line('away')
      }
    })
    return button
  }

  // ---- what is sent

  function enqueue(body, label) {
    const item = { key: newKey(), body, label }
    outbox.push(item)
    keepOutbox()
    wait(item)
    void flush()
  }

  function wait({ key: entryKey, label, file: chosen }) {
    const isPhoto = chosen?.type.startsWith('image/')
    const made = element(
      'div',
      { className: 'waiting' },
      isPhoto ? element('img', { src: URL.createObjectURL(chosen), alt: label }) : label,
      element('p', { className: 'note', textContent: word('waiting') }),
    )
    if (chosen) made.append(element('progress', { max: chosen.size, value: 0, ariaLabel: sentence('sending', label) }))
    show(made, true, entryKey)
  }

  async function flush() {
    if (isSending || !opened) return
    isSending = true
    while (outbox.length > 0) {
      const [item] = outbox
      try {
        await (item.file ? sendFile(item) : ask('messages', { method: 'POST', json: { key: item.key, ...item.body } }))
        const waiting = own(item.key)
        if (waiting) settle(waiting)
        waitMs = 1_000
        line()
      } catch (error) {
        if (mayPass(error)) {
          line('away')
          setTimeout(() => void flush(), waitMs)
          waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
          break
        }
        if (error.status === 401) return gone()
        fail(item, error.message)
      }
      outbox.shift()
      keepOutbox()
    }
    isSending = false
    lookSoon()
  }

  const REASONS = {
    unknownType: () => word('unknownType'),
    tooLarge: () => sentence('tooLarge', Math.floor(opened.mostBytes / 1_048_576)),
    tooMany: () => word('tooMany'),
    notShown: () => word('notShown'),
  }
  function fail({ key: entryKey }, reason) {
    const waiting = own(entryKey)
    if (!waiting) return
    settle(waiting)
    waiting.append(element('p', { className: 'note', role: 'alert', textContent: (REASONS[reason] ?? (() => word('notSent')))() }))
  }

  /** One that is chosen again after a break goes on under the key that it had. */
  function addFiles(chosen) {
    const under = stored('files', {})
    for (const one of chosen) {
      const mark = `${one.name}|${one.size}|${one.lastModified}`
      under[mark] ??= newKey()
      if (outbox.some(({ key: waiting }) => waiting === under[mark])) continue
      const item = { key: under[mark], file: one, label: one.name, mark }
      outbox.push(item)
      wait(item)
    }
    store('files', under)
    void flush()
  }

  async function sendFile({ key: fileKey, file: chosen, mark }) {
    const begun = await askJson('uploads', { method: 'POST', json: { key: fileKey, name: chosen.name, size: chosen.size } })
    let { received } = begun
    const waiting = own(fileKey) ?? own(`u${begun.id}`)
    // as it is called once it stands on the page
    if (waiting && opened.isTalk) waiting.dataset.key = `u${begun.id}`
    do {
      const bytes = await chosen
        .slice(received, received + opened.pieceBytes)
        .arrayBuffer()
        .catch(() => Promise.reject(new Refused(0, 'unreadable')))
      const answer = await askJson(`uploads/${begun.id}`, { method: 'PUT', bytes, headers: { 'upload-offset': `${received}` } })
      received = answer.received
      waitMs = 1_000
      line()
      const bar = waiting?.querySelector('progress')
      if (bar) bar.value = received
    } while (received < chosen.size)
    const under = stored('files', {})
    delete under[mark]
    store('files', under)
    if (!waiting) return
    settle(waiting)
    waiting.append(element('p', { className: 'sent', textContent: sentence('sent', chosen.name) }))
  }

  // ---- the line

  function line(name) {
    const words = name ? word(name) : ''
    if ($('line').textContent !== words) $('line').textContent = words
  }

  function lookSoon() {
    looks = 0
    clearTimeout(timer)
    timer = setTimeout(look, LOOKS_MS[0])
  }

  async function look() {
    clearTimeout(timer)
    if (document.hidden || !opened?.isTalk) return
    try {
      receive((await askJson(`messages?after=${last}`)).entries)
      if (outbox.length === 0) line()
    } catch (error) {
      if (error.status === 401) return gone()
      line('away')
    }
    looks = Math.min(looks + 1, LOOKS_MS.length - 1)
    timer = setTimeout(look, LOOKS_MS[looks])
  }

  async function begin() {
    const begun = await askJson('begin', { method: 'POST', by: code })
    key = begun.key
    store('key', key)
  }

  async function open() {
    try {
      if (!key) await begin()
      opened = await askJson('open', { method: 'POST', json: { key: newKey() } })
    } catch (error) {
      if (error.status === 401 && code && key) return beginAnew()
      if (error.status === 401) return gone()
      $('hand').hidden = false
      line('away')
      setTimeout(open, waitMs)
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
      return
    }
    waitMs = 1_000
    line()
    if (words[opened.language]) language = opened.language
    $('hand').hidden = false
    $('say').hidden = !opened.isTalk
    translate()
    if (!opened.isTalk) show(element('div', {}, word('filesOnly')), false)
    receive(opened.entries)
    for (const item of outbox) if (!own(item.key)) wait(item)
    await flush()
    await look()
  }

  /** What this browser had of the code is over; the code may still be good. */
  function beginAnew() {
    key = ''
    store('key', key)
    return open()
  }

  function gone() {
    opened = undefined
    clearTimeout(timer)
    $('hand').hidden = true
    show(element('div', { role: 'alert' }, word('gone')), false)
  }

  function translate() {
    document.documentElement.lang = language
    for (const made of document.querySelectorAll('[data-word]')) made.textContent = word(made.dataset.word)
    for (const button of $('languages').children) button.setAttribute('aria-pressed', `${button.value === language}`)
    talk.setAttribute('aria-label', word('talk'))
    document.title = word('title')
    const until = opened && new Date(opened.until).toLocaleDateString(language)
    $('about').textContent = opened ? [opened.name, opened.only, sentence('until', until)].filter(Boolean).join(' · ') : ''
  }

  $('languages').addEventListener('click', ({ target }) => {
    if (!words[target.value]) return
    language = target.value
    translate()
    if (opened?.isTalk) enqueue({ type: 'text', text: COMMANDS[language] }, COMMANDS[language])
  })
  text.value = stored('draft', '')
  text.addEventListener('input', () => store('draft', text.value))
  $('say').addEventListener('submit', (event) => {
    event.preventDefault()
    const said = text.value.trim()
    if (!said) return
    enqueue({ type: 'text', text: said }, said)
    text.value = ''
    store('draft', '')
  })
  $('photo').addEventListener('click', () => $('camera').click())
  $('file').addEventListener('click', () => $('files').click())
  for (const input of [$('camera'), $('files')])
    input.addEventListener('change', () => {
      addFiles([...input.files])
      input.value = ''
    })
  window.addEventListener('online', () => {
    waitMs = 1_000
    void flush()
    void look()
  })
  window.addEventListener('offline', () => line('away'))
  document.addEventListener('visibilitychange', () => void look())

  talk.tabIndex = 0 // it scrolls, also by the keyboard
  translate()
  if (given) void open()
  else gone()
})()
