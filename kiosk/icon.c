#include "kiosk/icon.h"

static const struct {
    const char *path;
    double pen;
} icons[ICON_COUNT] = {
    [ICON_NONE] = {"", 2},
    [ICON_BACK] = {"M 15 4 L 7 12 L 15 20", 2.6},
    [ICON_NEXT] = {"M 9 4 L 17 12 L 9 20", 2.6},
    [ICON_BACKSPACE] =
        {"M 8 5 L 22 5 L 22 19 L 8 19 L 2 12 L 8 5 M 11.5 9 L 17.5 15 M 17.5 9 L 11.5 15", 1.8},
    [ICON_SHIFT] = {"M 12 3 L 3 12 L 8 12 L 8 20 L 16 20 L 16 12 L 21 12 L 12 3", 1.8},
    [ICON_CHECK] = {"M 4 13 L 9.5 18.5 L 20 6", 2.8},
    [ICON_PEN] = {"M 3 21 L 4.5 15.5 L 16 4 L 20 8 L 8.5 19.5 L 3 21 M 13.5 6.5 L 17.5 10.5 "
                  "M 12 21 L 21 21",
                  1.5},
    [ICON_PERSON] = {"O 12 7.5 4.5 M 3 21 C 3 12.5 21 12.5 21 21 L 3 21", 1.8},
    [ICON_UNDO] = {"M 8 3 L 3 8 L 8 13 M 3 8 L 14 8 C 23 8 23 20 14 20 L 8 20", 2.2},
    [ICON_ERASE] =
        {"M 4 7 L 20 7 M 9 7 L 9 3.5 L 15 3.5 L 15 7 M 6 7 L 7 21 L 17 21 L 18 7 M 10 11 L "
         "10.3 17 M 14 11 L 13.7 17",
         1.8},
    [ICON_CAMERA] =
        {"M 2 7 L 15 7 L 15 18 L 2 18 L 2 7 M 15 11 L 22 7 L 22 18 L 15 14 D 5.5 10.2 1", 1.8},
    [ICON_LOCK] =
        {"M 5 11 L 19 11 L 19 21 L 5 21 L 5 11 M 8 11 L 8 7 C 8 1.5 16 1.5 16 7 L 16 11 M 12 "
         "15 L 12 17.5",
         1.8},
    [ICON_WARNING] = {"M 12 3 L 22.5 21 L 1.5 21 L 12 3 M 12 9.5 L 12 15 D 12 18 1.3", 1.9},
    [ICON_CALENDAR] =
        {"M 3 5.5 L 21 5.5 L 21 21 L 3 21 L 3 5.5 M 3 10.5 L 21 10.5 M 8 2.5 L 8 7 M 16 2.5 "
         "L 16 7 D 8 15 1.3 D 12 15 1.3 D 16 15 1.3",
         1.7},
    [ICON_CLOCK] = {"O 12 12 9.5 M 12 6 L 12 12 L 16.5 14.5", 1.8},
    [ICON_PAPER] =
        {"M 5 2.5 L 14.5 2.5 L 19 7 L 19 21.5 L 5 21.5 L 5 2.5 M 8.5 10 L 15.5 10 M 8.5 14 L "
         "15.5 14 M 8.5 18 L 12.5 18",
         1.5},
    [ICON_UP] = {"M 4 15 L 12 7 L 20 15", 2.6},
    [ICON_DOWN] = {"M 4 9 L 12 17 L 20 9", 2.6},
    [ICON_KEY] = {"O 7.5 12 4.5 M 12 12 L 22 12 L 22 16 M 17.5 12 L 17.5 15", 1.8},
    [ICON_MICROPHONE] = {"M 9 6 C 9 1.5 15 1.5 15 6 L 15 11 C 15 15.5 9 15.5 9 11 L 9 6 M 5 11 C 5 "
                         "20 19 20 19 11 M 12 18 L 12 22 M 8 22 L 16 22",
                         1.7},
    [ICON_DISK] = {"M 3 14 L 6 4 L 18 4 L 21 14 L 21 20 L 3 20 L 3 14 L 21 14 D 17 17 1.2", 1.7},
    [ICON_PRINTER] =
        {"M 7 9 L 7 2.5 L 17 2.5 L 17 9 M 7 17 L 3 17 L 3 9 L 21 9 L 21 17 L 17 17 M 7 "
         "14 L 17 14 L 17 21.5 L 7 21.5 L 7 14",
         1.6},
    [ICON_CONTRAST] =
        {"O 12 12 9.5 M 12.5 2.8 L 12.5 21.2 M 13.2 2.9 L 13.2 21.1 M 13.9 3 L 13.9 21.0 M 14.6 "
         "3.2 L 14.6 20.8 M 15.3 3.4 L 15.3 20.6 M 16 3.7 L 16 20.3 M 16.7 4 L 16.7 20.0 M 17.4 "
         "4.5 L 17.4 19.5 M 18.1 5 L 18.1 19.0 M 18.8 5.7 L 18.8 18.3 M 19.5 6.5 L 19.5 17.5 M "
         "20.2 7.5 L 20.2 16.5 M 20.9 9 L 20.9 15.0",
         1.8},
    [ICON_LOUPE] = {"O 10 10 7 M 15.2 15.2 L 21.5 21.5 M 6.8 10 L 13.2 10 M 10 6.8 L 10 13.2", 2},
    [ICON_PLAY] = {"M 7 4 L 19.5 12 L 7 20 L 7 4", 2.4},
    [ICON_PAUSE] = {"M 8 4.5 L 8 19.5 M 16 4.5 L 16 19.5", 3.4},
    [ICON_DISC] = {"D 12 12 9", 1},
};

const char *icon_path(Icon icon)
{
    return icons[icon].path;
}

double icon_pen(Icon icon)
{
    return icons[icon].pen;
}
