const NOTES_HZ = [880, 660];
const NOTE_SECONDS = 0.16;
const VOLUME = 0.15;

/** Two short notes. Browsers are silent until somebody has touched the page. */
export function ring(): void {
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.gain.value = VOLUME;
  volume.connect(audio.destination);
  for (const [place, hertz] of NOTES_HZ.entries()) {
    const note = audio.createOscillator();
    note.frequency.value = hertz;
    note.connect(volume);
    note.start(audio.currentTime + place * NOTE_SECONDS);
    note.stop(audio.currentTime + (place + 1) * NOTE_SECONDS);
    if (place === NOTES_HZ.length - 1) note.onended = () => void audio.close();
  }
}
