/** Where a picture lies in its box: scaled about its centre, then moved. */

export interface Place {
  /** Pixels of the screen for one of the picture. */
  readonly scale: number
  /** Of the picture's centre from the centre of the box. */
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

const MOST = 16

/** The largest scale at which all of it is seen; never above its own size. */
export function fitScale(picture: Size, box: Size): number {
  return Math.min(1, box.width / picture.width, box.height / picture.height)
}

/** Scaled to `scale`, as far as that makes sense, with what lies at `point` (from the centre) staying there. */
export function zoomed(
  place: Place,
  scale: number,
  {
    picture,
    box,
    point = { x: 0, y: 0 },
  }: { picture: Size; box: Size; point?: { x: number; y: number } },
): Place {
  const least = fitScale(picture, box)
  const wanted = Math.min(Math.max(scale, least), Math.max(MOST, least))
  const by = wanted / place.scale
  return held(
    { scale: wanted, x: point.x - (point.x - place.x) * by, y: point.y - (point.y - place.y) * by },
    { picture, box },
  )
}

/** Moved so that no gap opens beside it while there is more of it to see. */
export function held(place: Place, { picture, box }: { picture: Size; box: Size }): Place {
  const room = (length: number, most: number): number =>
    Math.max(0, (length * place.scale - most) / 2)
  const within = (value: number, most: number): number => Math.min(Math.max(value, -most), most)
  return {
    scale: place.scale,
    x: within(place.x, room(picture.width, box.width)),
    y: within(place.y, room(picture.height, box.height)),
  }
}
