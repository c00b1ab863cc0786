#include "protocol/recording_alarm.h"

#include "protocol/error.h"

static const struct {
    RecorderAlarm alarm;
    const char *text;
} texts[] = {
    {RECORDER_ALARM_CAMERA_LOST,
     N_("No picture comes from the camera: a placeholder is recorded. Check its cable; it is taken "
        "back by itself.")},
    {RECORDER_ALARM_CAMERA_BLACK, N_("The camera’s picture is black. Is its cover closed?")},
    {RECORDER_ALARM_CAMERA_COVERED,
     N_("Nothing can be told apart in the camera’s picture. Is something in front of it?")},
    {RECORDER_ALARM_CAMERA_FROZEN,
     N_("The camera’s picture does not move. Unplug the camera and plug it in again.")},
    {RECORDER_ALARM_MIC_LOST,
     N_("No sound comes: silence is recorded. Check the microphone’s cable; it is taken back by "
        "itself.")},
    {RECORDER_ALARM_MIC_DEAD, N_("The microphone gives complete silence. Is it switched off?")},
    {RECORDER_ALARM_MIC_FAINT,
     N_("Almost nothing has been heard for half a minute. Move the microphone nearer to the "
        "speaker.")},
    {RECORDER_ALARM_MIC_CLIPPING,
     N_("The sound is too loud. Move the microphone away from the loudspeaker.")},
    {RECORDER_ALARM_MIC_ONE_LOST,
     N_("One of the two microphones has failed; the other is recorded. Check its cable.")},
    {RECORDER_ALARM_FRAMES_LOST, N_("Frames are lost: this machine is too busy.")},
    {RECORDER_ALARM_CARD_SLOW, N_("The disk writes slowly.")},
    {RECORDER_ALARM_CARD_NEARLY_FULL, N_("The disk is full in less than half an hour.")},
    {RECORDER_ALARM_CLOCK_CHANGED,
     N_("The clock of this machine was changed during the recording.")},
    {RECORDER_ALARM_CARD_UNREADABLE,
     N_("What was recorded reads back from the disk otherwise than it was written. Change the disk "
        "as soon as you can.")},
    {RECORDER_ALARM_MIRROR_BEHIND,
     N_("The second copy is not being written: is its disk plugged in, and is there room on it?")},
};

const char *recording_alarm_text(RecorderAlarm alarm)
{
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (texts[i].alarm == alarm)
            return texts[i].text;
    return NULL;
}
