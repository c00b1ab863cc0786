/*
 * A signature drawn with a finger: strokes of points with their time, as protocol/strokes.h keeps
 * them. Coordinates are quarters of a display pixel of the field it was begun in. UI thread.
 */
#pragma once

#include <glib.h>

#define SIGNATURE_UNITS_PER_PX 4

typedef struct {
    int x, y, t_ms;
} SignaturePoint;

typedef struct Signature Signature;

Signature *signature_new(void);
void signature_free(Signature *signature);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Signature, signature_free)

/* The field's size in units; only an empty signature takes it. */
void signature_set_field(Signature *signature, int width, int height);
int signature_width(const Signature *signature);
int signature_height(const Signature *signature);

/* A finger goes down, moves, goes up at now_ms of any steady clock. A point that is hardly away
 * from the last, or beyond what the record holds, is left out: FALSE. */
void signature_begin(Signature *signature, int x, int y, gint64 now_ms);
gboolean signature_move(Signature *signature, int x, int y, gint64 now_ms);
void signature_end(Signature *signature);
/* Takes the last stroke back. */
void signature_undo(Signature *signature);
void signature_clear(Signature *signature);

/* Something was drawn that is more than a touch by accident. */
gboolean signature_given(const Signature *signature);
/* A finger is down. */
gboolean signature_drawing(const Signature *signature);
gboolean signature_empty(const Signature *signature);
int signature_strokes(const Signature *signature);
const SignaturePoint *signature_stroke(const Signature *signature, int stroke, int *count_out);

/* {"width":W,"height":H,"strokes":[[[x,y,t_ms],…],…]}. Free with g_free. */
char *signature_json(const Signature *signature);
