/* The icons, drawn for the purpose: strokes on a field of 24 by 24 (mask_path). */
#pragma once

typedef enum {
    ICON_NONE,
    ICON_BACK,
    ICON_NEXT,
    ICON_BACKSPACE,
    ICON_SHIFT,
    ICON_CHECK,
    ICON_PEN,
    ICON_PERSON,
    ICON_UNDO,
    ICON_ERASE,
    ICON_CAMERA,
    ICON_LOCK,
    ICON_WARNING,
    ICON_CALENDAR,
    ICON_CLOCK,
    ICON_PAPER,
    ICON_CONTRAST,
    ICON_KEY,
    ICON_UP,
    ICON_DOWN,
    ICON_MICROPHONE,
    ICON_DISK,
    ICON_PRINTER,
    ICON_LOUPE,
    ICON_PLAY,
    ICON_PAUSE,
    ICON_SPEAKER,
    ICON_DISC,
    ICON_NETWORK,
    ICON_WIFI_WEAK,
    ICON_WIFI_FAIR,
    ICON_WIFI_STRONG,
    ICON_EYE,
    ICON_EYE_SHUT,
    ICON_COUNT
} Icon;

/* The drawing, for mask_path with a scale of size / 24; static. */
const char *icon_path(Icon icon);
/* Width of its pen in the same units. */
double icon_pen(Icon icon);
