/** The story that is being played, as the page sees and steers it. */
import type { Pace } from '../simulator/pace.js'
import type { SceneShown } from '../simulator/story.js'

export interface StoryShown {
  readonly isPaused: boolean
  /** Absent before the first scene. */
  readonly scene?: SceneShown
  /** Absent while it is played. */
  readonly ended?: 'whole' | 'broken'
}
export type Steering = 'pause' | 'resume' | 'next'
type Run = (pace: Pace, sceneBegins: (scene: SceneShown) => void) => Promise<void>
export type Stage = ReturnType<typeof createStage>

export function createStage(pace: Pace) {
  const listeners = new Set<(story: StoryShown) => void>()
  let shown: StoryShown | undefined
  let playing: Promise<void> | undefined

  function show(story: StoryShown): void {
    shown = story
    for (const listener of listeners) listener(story)
  }

  async function run(story: Run): Promise<void> {
    pace.resume()
    show({ isPaused: false })
    let ended: StoryShown['ended'] = 'broken'
    try {
      await story(pace, (scene) => {
        pace.sceneBegins()
        show({ scene, isPaused: pace.isPaused() })
      })
      ended = 'whole'
    } finally {
      playing = undefined
      show({ ...shown, isPaused: false, ended })
    }
  }

  return {
    shown: (): StoryShown | undefined => shown,
    /** A second call while one is played waits for that one. */
    play(story: Run): Promise<void> {
      playing ??= run(story)
      return playing
    },
    steer(how: Steering): void {
      if (!playing) return
      pace[how]()
      show({ ...shown, isPaused: pace.isPaused() })
    },
    onChange(listener: (story: StoryShown) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
