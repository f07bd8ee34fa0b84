import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isOurs, ownFolder } from './own-folder.js'

const TRIPLETS: Readonly<Record<string, { debian: string; triplet: string; loader: string }>> = {
  x64: { debian: 'amd64', triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  arm64: { debian: 'arm64', triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
}

export interface BorrowedLoader {
  readonly loader: string
  readonly libraries: string
}

/**
 * The C library of the distribution's newer release, taken with apt into the cache: no root, nothing on the system changes, apt checks the
 * signatures. Takes seconds the first time. Returns undefined where there is no Debian or Ubuntu to borrow from.
 */
export function borrowedLoader(cacheFolder: string): BorrowedLoader | undefined {
  const machine = TRIPLETS[process.arch]
  const release = readRelease()
  if (!machine || !release) return undefined
  const folder = join(cacheFolder, `glibc-${release.suite}-${machine.debian}`)
  const libraries = join(folder, 'usr/lib', machine.triplet)
  ownFolder(cacheFolder, 0o022)
  // what lies there is run, so it must be what apt once checked: in a folder into which nobody else can write
  if (existsSync(folder) && !isOurs(folder)) rmSync(folder, { recursive: true, force: true })
  if (!existsSync(libraries)) {
    const mirror = mirrorOf(release.own)
    if (!mirror) return undefined
    fetchLibrary({ ...release, mirror, architecture: machine.debian, cacheFolder, folder })
  }
  return { loader: join(libraries, machine.loader), libraries }
}

function readRelease(): { suite: string; own: string; keyring: string } | undefined {
  if (!existsSync('/etc/os-release')) return undefined
  const entries = readFileSync('/etc/os-release', 'utf8').matchAll(/^(\w+)="?([^"\n]*)"?$/gm)
  const values = Object.fromEntries([...entries].map((match) => [match[1], match[2]]))
  const family = `${values.ID} ${values.ID_LIKE ?? ''}`
  const own = values.UBUNTU_CODENAME ?? values.DEBIAN_CODENAME ?? values.VERSION_CODENAME
  if (!own) return undefined
  if (family.includes('ubuntu')) return { suite: 'noble', own, keyring: '/usr/share/keyrings/ubuntu-archive-keyring.gpg' }
  if (family.includes('debian')) return { suite: 'trixie', own, keyring: '/usr/share/keyrings/debian-archive-keyring.gpg' }
  return undefined
}

function mirrorOf(ownRelease: string): string | undefined {
  const targets = execFileSync('apt-get', ['indextargets', '--format', '$(CREATED_BY)|$(RELEASE)|$(COMPONENT)|$(SITE)'], {
    encoding: 'utf8',
  })
  const line = targets.split('\n').find((target) => target.startsWith(`Packages|${ownRelease}|main|`))
  return line?.split('|')[3]
}

function fetchLibrary(job: {
  suite: string
  keyring: string
  mirror: string
  architecture: string
  cacheFolder: string
  folder: string
}): void {
  const work = mkdtempSync(join(job.cacheFolder, 'borrowing-'))
  try {
    for (const name of ['state/lists/partial', 'cache/archives/partial', 'sources', 'empty', 'root'])
      mkdirSync(join(work, name), { recursive: true })
    writeFileSync(join(work, 'state/status'), '')
    const source = {
      Types: 'deb',
      URIs: job.mirror,
      Suites: job.suite,
      Components: 'main',
      Architectures: job.architecture,
      'Signed-By': job.keyring,
    }
    writeFileSync(
      join(work, 'sources/newer.sources'),
      Object.entries(source)
        .map(([key, value]) => `${key}: ${value}\n`)
        .join(''),
    )
    const options = [
      `Dir::State=${work}/state`,
      `Dir::State::status=${work}/state/status`,
      `Dir::Cache=${work}/cache`,
      'Dir::Etc::SourceList=/dev/null',
      `Dir::Etc::SourceParts=${work}/sources`,
      'Dir::Etc::Preferences=/dev/null',
      `Dir::Etc::PreferencesParts=${work}/empty`,
      `APT::Architecture=${job.architecture}`,
      `APT::Architectures=${job.architecture}`,
      'Acquire::Languages=none',
      'APT::Update::Error-Mode=any',
      'Acquire::Retries=1',
      ...(process.getuid?.() === 0 ? ['APT::Sandbox::User=root'] : []),
    ].flatMap((option) => ['-o', option])
    execFileSync('apt-get', [...options, '-qq', 'update'], { stdio: 'pipe', timeout: 120_000 })
    execFileSync('apt-get', [...options, '-qq', 'download', 'libc6'], { cwd: work, stdio: 'pipe', timeout: 120_000 })
    const archive = readdirSync(work).find((name) => name.endsWith('.deb'))
    if (!archive) throw new Error('apt fetched no libc6')
    execFileSync('dpkg-deb', ['-x', join(work, archive), join(work, 'root')], { stdio: 'pipe' })
    renameSync(join(work, 'root'), job.folder)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
