import { i18n, shownName } from '@space/ui'
import { useRef, useState, type ReactNode, type SyntheticEvent } from 'react'
import styles from './media-view.module.css'
import type { ViewProps } from './view-props.ts'

/** A film or a sound in the browser's own player, which fetches only what it plays. */
export function MediaView({ looking }: ViewProps): ReactNode {
  const { item, url, sight, tell, fail, again } = looking
  const [src, setSrc] = useState(url)
  /** Where it was when its address ended, seconds; once more it goes on there. */
  const resume = useRef<{ at: number; isPlaying: boolean }>(undefined)
  const isRetried = useRef(false)

  const events = {
    onLoadedMetadata({ currentTarget }: SyntheticEvent<HTMLMediaElement>) {
      const { duration } = currentTarget
      const facts = Number.isFinite(duration) ? [timeWords(duration)] : []
      const video = currentTarget instanceof HTMLVideoElement ? currentTarget : undefined
      const hasPicture = video !== undefined && video.videoWidth > 0
      tell(hasPicture ? [`${video.videoWidth} × ${video.videoHeight}`, ...facts] : facts)
      if (resume.current === undefined) return
      currentTarget.currentTime = resume.current.at
      if (resume.current.isPlaying) void currentTarget.play().catch(() => undefined)
      resume.current = undefined
    },
    onPlaying() {
      isRetried.current = false
    },
    onError({ currentTarget }: SyntheticEvent<HTMLMediaElement>) {
      if (isRetried.current) {
        return fail(i18n.t('This file is damaged, or of a kind that cannot be played here.'))
      }
      // NOTE: an address ends after ten minutes of pause; that is no fault of the file.
      isRetried.current = true
      resume.current = { at: currentTarget.currentTime, isPlaying: !currentTarget.paused }
      again().then(setSrc, () => fail(i18n.t('This file could not be read.')))
    },
  }
  if (sight.way === 'audio') {
    return (
      <div className={styles.sound}>
        <audio
          controls
          controlsList="nodownload"
          preload="metadata"
          src={src}
          aria-label={shownName(item.name)}
          {...events}
        />
      </div>
    )
  }
  return (
    <div className={styles.film}>
      <video
        controls
        controlsList="nodownload nofullscreen noremoteplayback"
        disablePictureInPicture
        preload="metadata"
        src={src}
        aria-label={shownName(item.name)}
        {...events}
      />
    </div>
  )
}

/** `0:42`, `1:02:03`. */
export function timeWords(seconds: number): string {
  const whole = Math.round(seconds)
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`
}
