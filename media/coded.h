/*
 * H.264 that a camera makes itself: whether it is good enough to be recorded as it comes.
 *
 * It is when the pictures are of 8 bits 4:2:0, progressive, square, not larger than is recorded,
 * 10 to 61 a second in the order in which they are shown, when one that needs no other (IDR) comes
 * at least every two seconds, and when it would not fill the card.
 *
 * A CodedJudge belongs to one thread, a CodedWatch to any. Nothing blocks.
 */
#pragma once

#include <gst/gst.h>

typedef enum {
    CODED_UNKNOWN, /* too little was seen */
    CODED_GOOD,
    CODED_REFUSED
} CodedVerdict;

typedef struct {
    CodedVerdict verdict;
    const char *reason;    /* of a refusal; static */
    GstClockTime last_key; /* or the beginning */
    guint pictures, keys;  /* pictures: since the last key */
    gsize bytes;           /* since the last key */
} CodedJudge;

/* A judge begins as (CodedJudge)CODED_JUDGE. */
#define CODED_JUDGE                                                                                \
    {                                                                                              \
        .last_key = GST_CLOCK_TIME_NONE                                                            \
    }

/* What h264parse says of the stream. width, height: what it must be; 0: free. Once refused it stays
 * so. */
void coded_judge_caps(CodedJudge *judge, const GstCaps *caps, int width, int height);
/* The next access unit (byte-stream), which was shown at. */
void coded_judge_unit(CodedJudge *judge, GstBuffer *unit, GstClockTime at);
/* It ended: what is not good by now is refused. */
void coded_judge_end(CodedJudge *judge);

/* Whether an access unit (byte-stream) is an IDR picture: needs no other. */
gboolean coded_is_key(GstBuffer *unit);

/* Judges what the h264parse "parse" of a pipeline gives. */
typedef struct CodedWatch CodedWatch;

/* name: of the source, for the log. width, height: as in coded_judge_caps. An application message
 * on the pipeline's bus tells of each new verdict. Free with coded_watch_free when the pipeline has
 * stopped. */
CodedWatch *coded_watch_new(GstElement *pipeline, const char *name, int width, int height);
CodedVerdict coded_watch_verdict(CodedWatch *watch);
/* NULL is fine. */
void coded_watch_free(CodedWatch *watch);
