/* What is recorded: the largest picture, and the sound. */
#pragma once

#define RECORD_WIDTH_PX 1280
#define RECORD_HEIGHT_PX 720
#define RECORD_FRAMES_PER_SECOND 30
#define RECORD_SAMPLES_PER_SECOND 48000
#define RECORD_AUDIO_CAPS "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1"
#define RECORD_CODED_CAPS "video/x-h264,stream-format=byte-stream,alignment=au"

/* Of what the preset does besides, the following cost a third of its work and gave a camera that
 * stands still nothing: at the same bitrate people are as like (SSIM 0.963 of 0.964, PSNR 40.8 of
 * 40.0 dB), a bare wall or road a little smoother. bench_recorder prints both. */
#define RECORD_X264_OPTIONS "aq-mode=0:subme=0:weightp=0:scenecut=0:partitions=i4x4:8x8dct=0"
