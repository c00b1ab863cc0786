/* What is recorded: the largest picture, and the sound. */
#pragma once

#define RECORD_WIDTH_PX 1280
#define RECORD_HEIGHT_PX 720
#define RECORD_FRAMES_PER_SECOND 30
#define RECORD_SAMPLES_PER_SECOND 48000
#define RECORD_AUDIO_CAPS "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1"
#define RECORD_CODED_CAPS "video/x-h264,stream-format=byte-stream,alignment=au"
