#include "media/sheet_judge.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

#include "media/error.h"

#define SQUARE_PX 48
#define EDGE_PX 2
/* Between the dark and the bright of a square: print, and not the grain of the paper. */
#define LEAST_CONTRAST 50
#define QUALITY 88
/* Of a sheet that somebody laid down straight; what seems to be turned more is something else. */
#define LARGEST_DEGREES 8.0
#define LEAST_DEGREES 0.1
#define LEAST_CONFIDENCE 3.0

/* The brightness below which a part in hundredths of the square lies. */
static int rank(const guint *histogram, guint count, guint hundredths)
{
    guint below = 0;
    int value = 0;
    while (value < 255 && (below += histogram[value]) * 100 < count * hundredths)
        value++;
    return value;
}

/* How much of the contrast the steepest edges cross within two pixels; -1 for a square without
 * print. */
static double judge_square(l_uint32 *lines[], int left, int top)
{
    guint brightness[256] = {0}, steps[256] = {0};
    for (int y = top; y < top + SQUARE_PX; y++)
        for (int x = left; x < left + SQUARE_PX; x++) {
            int here = GET_DATA_BYTE(lines[y], x);
            brightness[here]++;
            steps[MAX(abs(here - GET_DATA_BYTE(lines[y], x + EDGE_PX)),
                      abs(here - GET_DATA_BYTE(lines[y + EDGE_PX], x)))]++;
        }
    const guint count = SQUARE_PX * SQUARE_PX;
    int contrast = rank(brightness, count, 98) - rank(brightness, count, 2);
    return contrast < LEAST_CONTRAST ? -1 : (double)rank(steps, count, 98) / contrast;
}

static int compare(gconstpointer a, gconstpointer b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

/* The share of the picture's pixels that it resolves; 0 without print. */
static double sharpness(PIX *grey)
{
    g_autoptr(GArray) squares = g_array_new(FALSE, FALSE, sizeof(double));
    l_uint32 **lines = (l_uint32 **)pixGetLinePtrs(grey, NULL);
    if (!lines)
        return 0;
    for (int y = 0; y + SQUARE_PX + EDGE_PX < pixGetHeight(grey); y += SQUARE_PX)
        for (int x = 0; x + SQUARE_PX + EDGE_PX < pixGetWidth(grey); x += SQUARE_PX) {
            double square = judge_square(lines, x, y);
            if (square >= 0)
                g_array_append_val(squares, square);
        }
    lept_free(lines);
    g_array_sort(squares, compare);
    return squares->len ? MIN(1, g_array_index(squares, double, squares->len * 3 / 4)) : 0;
}

/* How far the lines of print are turned; 0 if that is not certain. */
static double find_skew(PIX *grey)
{
    l_float32 degrees = 0, confidence = 0;
    PIX *ink = pixConvertTo1Adaptive(grey);
    if (!ink || pixFindSkew(ink, &degrees, &confidence) != 0 || confidence < LEAST_CONFIDENCE ||
        fabsf(degrees) < LEAST_DEGREES || fabsf(degrees) > LARGEST_DEGREES)
        degrees = 0;
    pixDestroy(&ink);
    return degrees;
}

static PIX *straighten(PIX *picture, double degrees)
{
    return degrees == 0 ? pixClone(picture)
                        : pixRotate(picture, (l_float32)(degrees * G_PI / 180), L_ROTATE_AREA_MAP,
                                    L_BRING_IN_WHITE, 0, 0);
}

gboolean sheet_judge(JobRun *run, SheetPicture *picture_out, GError **error)
{
    g_autofree char *path = g_strconcat(run->out, ".pnm", NULL);
    setMsgSeverity(L_SEVERITY_NONE);
    PIX *picture = pixRead(path);
    PIX *grey = picture ? pixConvertRGBToLuminance(picture) : NULL;
    double degrees = grey ? find_skew(grey) : 0;
    PIX *straight = grey ? straighten(picture, degrees) : NULL;
    gboolean ok = straight && pixWriteJpeg(run->part, straight, QUALITY, 0) == 0;
    if (ok)
        *picture_out = (SheetPicture){
            pixGetWidth(straight), pixGetHeight(straight),
            (int)(sharpness(grey) * MAX(pixGetWidth(grey), pixGetHeight(grey))), degrees};
    else
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s", picture ? run->out : path);
    pixDestroy(&straight);
    pixDestroy(&grey);
    pixDestroy(&picture);
    return ok;
}
