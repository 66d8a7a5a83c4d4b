"""Reading, resampling, writing and silencing, on real files of every common format."""

import resource
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from callsight.audio import Format, Reader, copy_silenced, decode, encode, resample
from callsight.audio.writer import TONE_LEVEL
from callsight.calls import Audio, Span
from callsight.errors import CallError


def speechlike(seconds: float, rate: int, channels: int = 1, seed: int = 0) -> np.ndarray:
    """Noise below 1 kHz with a slow envelope, [channels, samples], another one per channel."""
    generator = np.random.default_rng(seed)
    length = int(seconds * rate)
    spectrum = np.fft.rfft(generator.normal(size=(channels, length)))
    spectrum[:, np.fft.rfftfreq(length, 1 / rate) > 1000] = 0
    sound = np.fft.irfft(spectrum, length)
    envelope = 0.6 + 0.4 * np.sin(2 * np.pi * 3 * np.arange(length) / rate)
    return (0.4 * sound / np.abs(sound).max() * envelope).astype(np.float32)


EXACT = {
    "wav8.wav": (Format("wav", "pcm_u8"), 8000, 1, 1 / 128),
    "wav16.wav": (Format("wav", "pcm_s16le"), 16000, 2, 1 / 32768),
    "wav24.wav": (Format("wav", "pcm_s24le"), 48000, 1, 1 / 2**23),
    "wav32f.wav": (Format("wav", "pcm_f32le"), 22050, 1, 0),
    "mulaw.wav": (Format("wav", "pcm_mulaw"), 8000, 2, 0.02),
    "alaw.wav": (Format("wav", "pcm_alaw"), 8000, 1, 0.02),
    "six.wav": (Format("wav", "pcm_s16le"), 8000, 6, 1 / 32768),
    "twelve.wav": (Format("wav", "pcm_s16le"), 8000, 12, 1 / 32768),
    "stereo.flac": (Format("flac", "flac"), 44100, 2, 1 / 32768),
    "sun.au": (Format("au", "pcm_mulaw"), 8000, 1, 0.02),
    "bare.ulaw": (Format("mulaw", "pcm_mulaw"), 8000, 1, 0.02),
    "bare.sln": (Format("s16le", "pcm_s16le"), 8000, 1, 1 / 32768),
}
LOSSY = {
    "a.mp3": (Format("mp3", "mp3", 64000), 8000, 1, 0),
    "b.mp3": (Format("mp3", "mp3", 128000), 44100, 2, 0),
    "a.m4a": (Format("mov,mp4,m4a,3gp,3g2,mj2", "aac", 64000), 16000, 1, 1024),
    "a.ogg": (Format("ogg", "opus", 32000), 48000, 1, 0),
    "a.opus": (Format("ogg", "opus", 64000), 48000, 2, 0),
    "a.webm": (Format("matroska,webm", "opus", 32000), 48000, 1, 0),
    "a.amr": (Format("amr", "amr_nb", 12200), 8000, 1, 320),
    "a.g722": (Format("g722", "adpcm_g722"), 16000, 1, 2),
}


@pytest.mark.parametrize("name", EXACT)
def test_lossless_formats_keep_every_sample(name: str, tmp_path: Path) -> None:
    like, rate, channels, step = EXACT[name]
    sound = speechlike(1.3, rate, channels)
    written = encode(Audio(sound, rate), tmp_path / name, like)
    assert (written.path, written.codec) == (tmp_path / name, like.codec)
    back = decode(written.path)
    assert back.sample_rate == rate
    assert back.samples.dtype == np.float32
    assert back.samples.shape == sound.shape
    assert np.abs(back.samples - sound).max() <= step
    again = encode(back, tmp_path / "again" / name, like)
    assert np.array_equal(decode(again.path).samples, back.samples)


@pytest.mark.parametrize("name", LOSSY)
def test_lossy_formats_keep_length_and_position(name: str, tmp_path: Path) -> None:
    like, rate, channels, padding = LOSSY[name]
    sound = speechlike(2.0, rate, channels)
    written = encode(Audio(sound, rate), tmp_path / name, like)
    assert written.codec == like.codec
    back = decode(written.path)
    assert back.samples.shape[0] == channels
    assert 0 <= back.samples.shape[1] - sound.shape[1] <= padding
    delay = _delay(sound[0], back.samples[0])
    assert abs(delay) <= 0.006 * rate, delay


def _delay(before: np.ndarray, after: np.ndarray) -> int:
    length = len(before) + len(after)
    spectrum = np.fft.rfft(after, length) * np.conj(np.fft.rfft(before, length))
    lag = int(np.argmax(np.fft.irfft(spectrum, length)))
    return lag if lag < length // 2 else lag - length


def test_codec_without_encoder_becomes_flac(tmp_path: Path) -> None:
    source = tmp_path / "gsm.wav"
    soundfile.write(source, speechlike(2, 8000)[0], 8000, subtype="GSM610")
    written = copy_silenced(source, tmp_path / "out.wav", [Span(0, 0.5, 1.0)])
    assert (written.path.name, written.codec) == ("out.flac", "flac")
    before, after = decode(source), decode(written.path)
    assert np.array_equal(before.samples[:, :4000], after.samples[:, :4000])
    assert not after.samples[:, 4000:8000].any()
    assert before.samples.shape == after.samples.shape


def test_extension_is_added_for_the_format(tmp_path: Path) -> None:
    source = encode(Audio(speechlike(1, 8000), 8000), tmp_path / "a.mp3", Format("mp3", "mp3")).path
    assert copy_silenced(source, tmp_path / "abc123", []).path == tmp_path / "abc123.mp3"


spans_of = st.lists(
    st.tuples(st.integers(0, 1), st.floats(0, 2.2), st.floats(0, 0.7)).map(
        lambda item: Span(item[0], item[1], item[1] + item[2])
    ),
    max_size=5,
)


@settings(max_examples=25, deadline=None)
@given(spans=spans_of, mode=st.sampled_from(["silence", "tone"]), codec=st.integers(0, 3))
def test_muting_changes_the_spans_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, spans: list[Span], mode: str, codec: int
) -> None:
    folder = tmp_path_factory.mktemp("mute")
    name = ["wav8.wav", "wav16.wav", "mulaw.wav", "stereo.flac"][codec]
    like = EXACT[name][0]
    rate = 8000
    source = encode(Audio(speechlike(2.0125, rate, 2), rate), folder / name, like).path
    written = copy_silenced(source, folder / f"out-{name}", spans, mode)  # type: ignore[arg-type]
    before, after = decode(source).samples, decode(written.path).samples
    assert before.shape == after.shape == (2, 16100)
    inside = np.zeros(before.shape, dtype=bool)
    for span in spans:
        inside[span.channel, int(span.start * rate) : int(np.ceil(span.end * rate))] = True
    assert np.array_equal(before[~inside], after[~inside])
    if mode == "silence":
        assert not after[inside].any()
    else:
        assert np.abs(after[inside]).max(initial=0) <= TONE_LEVEL * 1.1
        time = np.broadcast_to(np.arange(16100) / rate, before.shape)[inside]
        assert np.allclose(after[inside], TONE_LEVEL * np.sin(2000 * np.pi * time), atol=0.01)


def test_span_of_an_unknown_channel_silences_all(tmp_path: Path) -> None:
    source = encode(Audio(speechlike(1, 8000, 2), 8000), tmp_path / "a.wav").path
    after = decode(copy_silenced(source, tmp_path / "b.wav", [Span(7, 0.25, 0.5)]).path).samples
    assert not after[:, 2000:4000].any()
    assert after[:, :2000].any()


def test_a_time_that_is_no_number_silences_more(tmp_path: Path) -> None:
    source = encode(Audio(speechlike(1, 8000), 8000), tmp_path / "a.wav").path
    spans = [Span(0, float("nan"), 0.25), Span(0, 0.75, float("inf"))]
    after = decode(copy_silenced(source, tmp_path / "b.wav", spans).path).samples
    assert not after[:, :2000].any()
    assert after[:, 2000:6000].any()
    assert not after[:, 6000:].any()


def test_bare_gsm_of_a_telephone_system(tmp_path: Path) -> None:
    frame = b"\xd8\x20\xa2\xe1\x5a" + 4 * bytes.fromhex("50004924924924")  # GSM 06.10: 20 ms
    (tmp_path / "a.gsm").write_bytes(frame * 100)
    audio = decode(tmp_path / "a.gsm")
    assert (audio.sample_rate, audio.samples.shape) == (8000, (1, 16000))
    assert copy_silenced(tmp_path / "a.gsm", tmp_path / "b", []).path.name == "b.flac"


def test_lossy_muting_leaves_no_sound(tmp_path: Path) -> None:
    for name in ("a.mp3", "a.m4a", "a.ogg", "a.amr"):
        like, rate, channels, _ = LOSSY[name]
        source = encode(Audio(speechlike(3, rate, channels), rate), tmp_path / name, like).path
        written = copy_silenced(source, tmp_path / f"out-{name}", [Span(0, 1, 2)])
        before, after = decode(source).samples, decode(written.path).samples
        assert abs(before.shape[1] - after.shape[1]) <= 0.02 * rate
        quiet = after[0, int(1.1 * rate) : int(1.9 * rate)]
        loud = after[0, int(0.2 * rate) : int(0.8 * rate)]
        assert np.std(quiet) < 0.01 * np.std(loud), name


def test_tags_and_pictures_are_not_copied(tmp_path: Path) -> None:
    source = tmp_path / "tagged.flac"
    with av.open(str(source), "w") as container:
        container.metadata["title"] = "call from 555-0100"
        stream = container.add_stream("flac", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), "int16"), "s16", "mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert b"555-0100" in source.read_bytes()
    assert b"555" not in copy_silenced(source, tmp_path / "out.flac", []).path.read_bytes()


def test_copies_are_reproducible(tmp_path: Path) -> None:
    for name in ("wav16.wav", "stereo.flac"):
        like, rate, channels, _ = EXACT[name]
        source = encode(Audio(speechlike(1, rate, channels), rate), tmp_path / name, like).path
        first = copy_silenced(source, tmp_path / f"1-{name}", [Span(0, 0.1, 0.3)]).path
        second = copy_silenced(source, tmp_path / f"2-{name}", [Span(0, 0.1, 0.3)]).path
        assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.mp3"])
def test_full_disk_leaves_nothing_half_written(name: str, tmp_path: Path) -> None:
    source = encode(Audio(speechlike(10, 8000), 8000), tmp_path / "source.wav").path
    like = {"a.wav": Format("wav", "pcm_s16le"), "a.flac": Format("flac", "flac")}
    sound = decode(source)
    old = tmp_path / "out" / name
    old.parent.mkdir()
    old.write_bytes(b"the previous version")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        with pytest.raises(CallError) as caught:
            encode(sound, old, like.get(name, Format("mp3", "mp3", 64000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (caught.value.kind, caught.value.transient) == ("disk_full", True)
    assert [path.name for path in old.parent.iterdir()] == [name]
    assert old.read_bytes() == b"the previous version"


def test_no_space_left_on_a_real_small_disk(small_disk: Path, tmp_path: Path) -> None:
    source = encode(Audio(speechlike(20, 8000), 8000), tmp_path / "a.wav").path
    with pytest.raises(CallError) as caught:
        copy_silenced(source, small_disk / "a.wav", [Span(0, 1, 2)])
    assert caught.value.kind == "disk_full"
    assert list(small_disk.iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path):
    import subprocess

    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("mounting needs privileges; the file-size limit test covers the same code")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_output_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CallError) as caught:
        encode(Audio(speechlike(1, 8000), 8000), tmp_path / "file" / "a.wav")
    assert caught.value.kind == "not_writable"


def test_samples_that_are_no_numbers_become_zero(tmp_path: Path) -> None:
    sound = speechlike(1, 8000)
    sound[0, 100:110] = np.nan
    sound[0, 200] = np.inf
    soundfile.write(tmp_path / "nan.wav", sound[0], 8000, subtype="FLOAT")
    audio = decode(tmp_path / "nan.wav")
    assert np.isfinite(audio.samples).all()
    assert not audio.samples[0, 100:110].any()
    assert audio.samples[0, 200] == 0
    assert audio.samples[0, 111] == sound[0, 111]
    with Reader(tmp_path / "nan.wav") as reader:
        list(reader.blocks())
        assert reader.invalid_samples == 11


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("empty.wav", b"", "empty_file"),
        ("text.wav", b"Dear customer, this is a letter.\n" * 50, "not_audio"),
        ("playlist.wav", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n", "not_audio"),
        ("noise.wav", np.random.default_rng(1).bytes(100_000), "not_audio"),
        ("noise.mp3", np.random.default_rng(2).bytes(100_000), "not_audio"),
        ("headerless.wav", (speechlike(3, 8000) * 32767).astype("<i2").tobytes(), "not_audio"),
        ("header_only.wav", b"RIFF\x24\x00\x00\x00WAVE", "truncated"),
        ("zeros.wav", bytes(50_000), "not_audio"),
    ],
)
def test_what_is_no_recording_says_so(
    name: str, content: bytes, kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CallError) as caught:
        decode(tmp_path / name)
    assert caught.value.kind == kind
    assert not caught.value.transient
    assert capfd.readouterr() == ("", "")


def test_a_text_file_cannot_make_another_file_be_read(tmp_path: Path) -> None:
    encode(Audio(speechlike(1, 8000), 8000), tmp_path / "secret.wav")
    script = tmp_path / "script.wav"
    script.write_text("ffconcat version 1.0\nfile secret.wav\n")
    with script.open("rb") as file, av.open(file) as container:
        assert container.format.name == "concat"  # FFmpeg, when it is not told otherwise
        assert sum(frame.samples for frame in container.decode(audio=0)) == 8000
    with pytest.raises(CallError) as caught:
        decode(script)
    assert caught.value.kind == "not_audio"


def test_missing_file_and_picture_without_sound(tmp_path: Path) -> None:
    with pytest.raises(CallError) as caught:
        decode(tmp_path / "nowhere.wav")
    assert (caught.value.kind, caught.value.transient) == ("unreadable", True)
    with av.open(str(tmp_path / "mute.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 16
        stream.pix_fmt = "yuv420p"
        frame = av.VideoFrame(16, 16, "yuv420p")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(CallError) as caught:
        decode(tmp_path / "mute.mp4")
    assert caught.value.kind == "no_audio_stream"


def test_truncated_files_give_what_is_left(tmp_path: Path) -> None:
    for name in ("wav16.wav", "stereo.flac"):
        like, rate, channels, _ = EXACT[name]
        path = encode(Audio(speechlike(4, rate, channels), rate), tmp_path / name, like).path
        whole = decode(path).samples
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * 0.7)])
        left = decode(path).samples
        assert 0.4 < left.shape[1] / whole.shape[1] < 0.75
        assert np.array_equal(left, whole[:, : left.shape[1]])
        with Reader(path) as reader:
            assert reader.declared == pytest.approx(4.0)


def test_placeholder_sizes_of_streaming_recorders_are_no_truncation(tmp_path: Path) -> None:
    path = encode(Audio(speechlike(2, 8000), 8000), tmp_path / "a.wav").path
    data = path.read_bytes()
    at = data.index(b"data") + 4
    for size in (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x00\xf0\xff\x7f"):
        path.write_bytes(data[:at] + size + data[at + 4 :])
        assert decode(path).samples.shape == (1, 16000)
        with Reader(path) as reader:
            assert reader.declared is None


def test_resampling_keeps_length_and_position() -> None:
    sound = speechlike(2.0003, 8000, 3)
    up = resample(sound, 8000, 16000)
    assert up.shape == (3, 2 * sound.shape[1])
    assert np.abs(up[:, ::2] - sound)[:, 100:-100].max() < 2e-3
    back = resample(up, 16000, 8000)
    assert back.shape == sound.shape
    assert np.abs(back - sound)[:, 100:-100].max() < 4e-3
    assert resample(sound, 8000, 8000) is sound
    assert resample(sound, 8000, 11025).shape[1] == round(sound.shape[1] * 11025 / 8000)
    assert resample(np.zeros((2, 0), "float32"), 8000, 16000).shape == (2, 0)


def test_decoding_at_another_rate_is_the_same_as_resampling(tmp_path: Path) -> None:
    path = encode(Audio(speechlike(25, 8000, 2), 8000), tmp_path / "a.wav").path
    whole = resample(decode(path).samples, 8000, 16000)
    assert np.allclose(decode(path, 16000).samples, whole, atol=1e-6)


def test_long_recordings_are_silenced_in_flat_memory(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = tmp_path / "long.wav"
    encode(Audio(np.tile(speechlike(60, 8000), (1, 60)), 8000), path, Format("wav", "pcm_s16le"))
    code = (
        "import sys, resource; from pathlib import Path; from callsight.audio import copy_silenced;"
        "from callsight.calls import Span; peak = lambda: resource.getrusage("
        "resource.RUSAGE_SELF).ru_maxrss; path = Path(sys.argv[1]); start = peak();"
        "copy_silenced(path, path.with_name('out.wav'), [Span(0, 5, 3000)]);"
        "print(peak() - start)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    # One hour is 115 MB as float32.
    assert int(run.stdout) < 30_000
