# Esep: build, run, test. `make run` and `make check` do everything from a bare Debian 12.
#
#   make          build the programs into build/
#   make run      install what is missing, build, hold a whole demonstration meeting
#   make check    the same set-up, then all tests (SAN=1: with ASan and UBSan)
#   make bench    times, sizes and memory against the budgets
#   make powercut what a power cut costs, on a loop device (root; CUTS=N)
#   make kills    the recorder killed at KILLS random moments: what it lost
#   make endurance  RECORD_SECONDS at real time: no frame lost, picture and sound in step;
#                 SIMULATED_MINUTES as fast as they go: nothing grows but the file
#   make tsan     the tests of the recorder with ThreadSanitizer
#   make tamper   CHANGES random changes to an archive, of which verification must find every one
#   make kill9    export, import and disposal killed at MOMENTS random moments each
#   make year     a year of a precinct, its clock moved: every list, document and archive as the law says
#   make drive    a whole meeting by touch in Kazakh and in Russian, with a real recorder
#   make monkey   MONKEYS random touches and keys at the real screen, with a recording under way
#   make pictures the reference pictures of every screen of the touch application anew (tests/pictures)
#   make gallery  every document in every language as pictures, into $(OUT)/gallery
#   make check-gallery  the same read by other programs, and read back from the pictures
#   make register-kills  kill -9 of two writers of the register at random moments (REGISTER_KILLS=N)
#   make check-central  the tests of sync against a store of your own, named by ESEP_S3_URL, _BUCKET,
#                 _REGION, _ACCESS and _SECRET
#   make fuzz     hostile documents and messages for FUZZ_SECONDS or FUZZ_RUNS, built with clang; not in check
#   make check-layout check-format     who may include whom; the formatter
#   make lab      the programs against real drivers in an emulated machine; see tests/lab/run
#   make check-texts                   translations complete, Kazakh and Russian spelt right
#   make install  into $(DESTDIR)/usr
#   make deb      Debian packages into build/deb/, read by lintian
#   another processor: CC=aarch64-linux-gnu-gcc PKG_CONFIG=aarch64-linux-gnu-pkg-config

SAN ?=
TSAN ?=
BUILD ?= build$(if $(SAN),-san)$(if $(TSAN),-tsan)
OUT ?= out

PKG_CLIENT := gio-2.0 gio-unix-2.0 json-glib-1.0 libcrypto
PKG_PROTOCOL := $(PKG_CLIENT) sqlite3 libarchive libcurl libsodium libqpdf libdeflate libqrencode md4c
PKG_RECORDER := $(PKG_CLIENT) gstreamer-1.0 gstreamer-app-1.0 gstreamer-audio-1.0 \
                gstreamer-video-1.0 gstreamer-base-1.0
PKG_JOBS := $(PKG_CLIENT) libavformat libavcodec libavutil libswscale lept
PKG_KIOSK := $(PKG_PROTOCOL) sdl2 SDL2_ttf zbar
LIBS_HARU := -lhpdf -lpng -lz -lm
# libcups has no pkg-config file in Debian 12.
LIBS_CUPS := -lcups

CC ?= gcc
PKG_CONFIG ?= pkg-config
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Werror \
        -Wno-missing-field-initializers -Wno-unused-parameter
# What Debian builds with: the programs read what strangers bring.
OPT := -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2 -Wl,-z,relro,-z,now
ifdef SAN
OPT := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
endif
ifdef TSAN
# The fence of the preview orders another process, which nobody here can see.
OPT := -O1 -g -fno-omit-frame-pointer -fsanitize=thread -Wno-tsan
TSAN_OBJ := $(BUILD)/obj/tests/tsan/glib.o
endif
CFLAGS ?=
BASE := -std=gnu11 $(OPT) $(WARN) -I. -D_GNU_SOURCE -DGETTEXT_PACKAGE='"esep"' -MMD -MP $(CFLAGS)

pkg_cflags = $(shell $(PKG_CONFIG) --cflags $(1))
pkg_libs = $(shell $(PKG_CONFIG) --libs $(1))

# media: the client part is free of GStreamer and is what the folders above link.
CLIENT_SRC := $(addprefix media/,answer.c chain.c chain_line.c chain_verify.c chain_writer.c \
                child.c client.c cluster.c error.c jobs.c merkle.c player.c preview.c segmenter.c sheet.c trial.c)
RECORDER_SRC := $(filter-out $(CLIENT_SRC),$(wildcard media/*.c))
ESEP_SRC := protocol/esep.c $(wildcard protocol/command*.c)
PROTOCOL_SRC := $(filter-out $(ESEP_SRC),$(wildcard protocol/*.c))
KIOSK_SRC := $(filter-out kiosk/main.c,$(wildcard kiosk/*.c kiosk/*/*.c))

obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
CLIENT_LIB := $(BUILD)/libmedia-client.a
RECORDER_LIB := $(BUILD)/librecorder.a
PROTOCOL_LIB := $(BUILD)/libprotocol.a
KIOSK_LIB := $(BUILD)/libkiosk.a

PROGRAMS := $(BUILD)/esep $(BUILD)/esep-recorder $(BUILD)/esep-recorder-jobs $(BUILD)/esep-player \
            $(BUILD)/esep-kiosk
CATALOGUES := $(foreach l,kk ru,$(BUILD)/messages/esep/LC_MESSAGES/esep-$(l).mo)

TEST_SRC := $(wildcard tests/test_*.c)
TESTS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(TEST_SRC))
# Support of the tests that see SDL or GStreamer stands apart.
KIOSK_SUPPORT := $(wildcard tests/support_kiosk*.c)
TEST_SUPPORT := $(call obj,$(filter-out $(TEST_SRC) $(KIOSK_SUPPORT) tests/support_survivors.c,\
                $(wildcard tests/*.c)))

BENCHES := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/bench_*.c))
FUZZ_SECONDS ?= 60
FUZZ_RUNS ?= -1

.PHONY: all check-central pictures deps install deb run bench powercut kills register-kills endurance tsan tamper kill9 year gallery fuzz check check-layout check-format \
        check-texts format tests clean
all: $(PROGRAMS) $(CATALOGUES)

deps:
	@packaging/install-deps

run: deps
	@$(MAKE) --no-print-directory all
	@$(BUILD)/esep demo $(OUT)

check: deps
	@$(MAKE) --no-print-directory check-texts
	@$(MAKE) --no-print-directory all tests
	@tests/run $(BUILD)

tests: $(TESTS) $(CATALOGUES) $(BUILD)/libfault.so $(BUILD)/libtrusted.so

bench: $(BENCHES) $(BUILD)/esep-recorder $(BUILD)/esep-kiosk
	@ESEP_TEMPLATES=$(CURDIR)/templates tests/bench/run $(BUILD)

CUTS ?= 20
powercut: $(BUILD)/bench/powercut $(BUILD)/esep-recorder
	@$< $(CUTS)

# The tests of the recorder that lose their point when they are short.
KILLS ?= 100
kills: $(BUILD)/tests/test_recorder_faults $(BUILD)/esep-recorder
	@ESEP_BUILD=$(CURDIR)/$(BUILD) KILLS=$(KILLS) $< -p /faults/killed-at-any-moment-it-loses-almost-nothing
tsan:
	@$(MAKE) --no-print-directory TSAN=1 $(addprefix build-tsan/,esep-recorder esep-recorder-jobs esep-player libfault.so \
	    $(TSAN_TESTS:%=tests/%))
	@tests/run build-tsan $(TSAN_TESTS)
TSAN_TESTS := test_recorder_parts test_recorder_hostile test_recorder_monitor test_recorder_process \
              test_recorder_keeper test_recorder_faults test_recorder_coded test_recorder_devices
REGISTER_KILLS ?= 500
register-kills: $(BUILD)/tests/test_property
	@ESEP_TEMPLATES=$(CURDIR)/templates REGISTER_KILLS=$(REGISTER_KILLS) $< \
	    -p /property/killed-at-any-moment-nothing-that-was-told-is-lost
drive: $(BUILD)/tests/test_kiosk_drive_hall $(BUILD)/tests/test_kiosk_drive_desk all
	@for test in $(wordlist 1,2,$^); do ESEP_BUILD=$(CURDIR)/$(BUILD) ESEP_TEMPLATES=$(CURDIR)/templates \
	    ESEP_DRIVE_LANGUAGES="kk ru" $$test || exit 1; done
MONKEYS ?= 1000000
monkey: $(BUILD)/tests/test_kiosk_monkey $(BUILD)/esep-recorder $(BUILD)/esep-player
	@ESEP_BUILD=$(CURDIR)/$(BUILD) ESEP_TEMPLATES=$(CURDIR)/templates MONKEYS=$(MONKEYS) $<
PICTURE_TESTS = $(filter-out test_kiosk_pictures,$(shell grep -lE '\bsample_check' tests/test_kiosk*.c | xargs -n1 basename -s .c))
pictures: $(CATALOGUES)
	@$(MAKE) --no-print-directory $(PICTURE_TESTS:%=$(BUILD)/tests/%)
	@mkdir -p tests/pictures && rm -f tests/pictures/*.png
	@ESEP_PICTURES=renew tests/run $(BUILD) $(PICTURE_TESTS)
RECORD_SECONDS ?= 1800
SIMULATED_MINUTES ?= 180
endurance: $(addprefix $(BUILD)/tests/test_recorder_,simulated length) $(BUILD)/esep-recorder
	@SIMULATED_MINUTES=$(SIMULATED_MINUTES) $<
	@ESEP_BUILD=$(CURDIR)/$(BUILD) RECORD_SECONDS=$(RECORD_SECONDS) $(word 2,$^)

CHANGES ?= 10000
tamper: all $(BUILD)/tests/test_tamper
	@ESEP_CHANGES=$(CHANGES) tests/run $(BUILD) test_tamper

MOMENTS ?= 200
kill9: all $(BUILD)/tests/test_kill9
	@ESEP_MOMENTS=$(MOMENTS) tests/run $(BUILD) test_kill9

year: all $(BUILD)/libtrusted.so
	@tests/year/run $(BUILD) tests/year/2026.steps

gallery: $(BUILD)/gallery
	@mkdir -p $(OUT)/gallery
	@ESEP_TEMPLATES=$(CURDIR)/templates $(BUILD)/gallery tests/data/record.json $(OUT)/gallery
	@for pdf in $(OUT)/gallery/*.pdf; do pdftoppm -q -r 80 -png "$$pdf" "$${pdf%.pdf}"; done
	@echo "Pictures of all documents are in $(OUT)/gallery"

# Needs mutool; PDFA_CHECK=PROGRAM asks a checker of PDF/A-1b, too.
check-gallery: gallery
	@PDFA_CHECK=$(PDFA_CHECK) tests/gallery/check $(OUT)/gallery

# Template, Markdown and layout without the rest, instrumented; what it found stays in build-fuzz/.
FUZZ_SRC := $(wildcard protocol/layout*.c protocol/mustache*.c) protocol/font.c protocol/qr.c \
            protocol/error.c
fuzz:
	@mkdir -p build-fuzz/found
	@clang $(filter-out -MMD -MP $(OPT) $(WARN),$(BASE)) -O2 -g -fsanitize=fuzzer,address,undefined \
	    -fno-sanitize-coverage=trace-cmp \
	    $(call pkg_cflags,$(PKG_PROTOCOL)) -o build-fuzz/fuzz_document tests/fuzz/fuzz_document.c \
	    $(FUZZ_SRC) $(call pkg_libs,gio-2.0 json-glib-1.0 md4c libqrencode) $(LIBS_HARU)
	@ASAN_OPTIONS=detect_leaks=0:malloc_context_size=0:quarantine_size_mb=4 \
	    build-fuzz/fuzz_document -max_total_time=$(FUZZ_SECONDS) -runs=$(FUZZ_RUNS) -entropic=0 \
	    -max_len=1024 -artifact_prefix=build-fuzz/ build-fuzz/found \
	    templates/documents/kk templates/documents/ru
	@clang $(filter-out -MMD -MP $(OPT) $(WARN),$(BASE)) -O2 -g -fsanitize=fuzzer,address,undefined \
	    $(call pkg_cflags,$(PKG_CLIENT)) -o build-fuzz/fuzz_media tests/fuzz/fuzz_media.c \
	    tests/fuzz/hostile_media.c $(CLIENT_SRC) media/server.c $(call pkg_libs,$(PKG_CLIENT))
	@mkdir -p build-fuzz/found-media
	@ASAN_OPTIONS=detect_leaks=0 build-fuzz/fuzz_media -max_total_time=$(FUZZ_SECONDS) \
	    -runs=$(FUZZ_RUNS) -max_len=4096 -artifact_prefix=build-fuzz/ build-fuzz/found-media

check-central: all $(BUILD)/tests/test_central
	@: $${ESEP_S3_URL:?names no store}
	@tests/run $(BUILD) test_central

lab: all $(BUILD)/libfault.so $(BUILD)/tests/test_export_stick
	@tests/lab/run $(BUILD)

check-layout:
	@tests/layout

check-format:
	@clang-format --dry-run -Werror $$(git ls-files -co --exclude-standard '*.c' '*.h')

check-texts:
	@tests/catalogue
	@tests/spelling

# The programs stay together in one folder: the command finds the recorder beside itself.
install: all
	@packaging/install-files $(BUILD) "$(DESTDIR)"

deb: all
	@packaging/make-deb $(BUILD)

format:
	@clang-format -i $$(git ls-files -co --exclude-standard '*.c' '*.h')

clean:
	rm -rf build build-san build-tsan build-fuzz

$(CLIENT_LIB): $(call obj,$(CLIENT_SRC))
$(RECORDER_LIB): $(call obj,$(filter-out media/main.c media/%_main.c,$(RECORDER_SRC)))
$(PROTOCOL_LIB): $(call obj,$(PROTOCOL_SRC))
$(KIOSK_LIB): $(call obj,$(KIOSK_SRC))
%.a:
	@rm -f $@
	@ar rcs $@ $^

LIBS_PROTOCOL = $(call pkg_libs,$(PKG_PROTOCOL)) $(LIBS_HARU) $(LIBS_CUPS)

$(BUILD)/esep: $(call obj,$(ESEP_SRC)) $(PROTOCOL_LIB) $(CLIENT_LIB)
	@echo "  LINK $@"
	@$(CC) $(OPT) -o $@ $^ $(LIBS_PROTOCOL)
$(BUILD)/esep-recorder: $(call obj,media/main.c) $(TSAN_OBJ) $(RECORDER_LIB) $(CLIENT_LIB)
	@echo "  LINK $@"
	@$(CC) $(OPT) -o $@ $^ $(call pkg_libs,$(PKG_RECORDER)) -lm
$(BUILD)/esep-player: $(call obj,media/player_main.c) $(RECORDER_LIB) $(CLIENT_LIB)
	@echo "  LINK $@"
	@$(CC) $(OPT) -o $@ $^ $(call pkg_libs,$(PKG_RECORDER)) -lm
$(BUILD)/esep-recorder-jobs: $(call obj,media/jobs_main.c) $(RECORDER_LIB) $(CLIENT_LIB)
	@echo "  LINK $@"
	@$(CC) $(OPT) -o $@ $^ $(call pkg_libs,$(PKG_JOBS)) -lm
$(BUILD)/esep-kiosk: $(call obj,kiosk/main.c) $(KIOSK_LIB) $(PROTOCOL_LIB) $(CLIENT_LIB)
	@echo "  LINK $@"
	@$(CC) $(OPT) -o $@ $^ $(LIBS_PROTOCOL) $(call pkg_libs,$(PKG_KIOSK))

# A test links the archives of every folder; the linker takes what the test uses. Only tests of
# the recorder (test_recorder*) and the kiosk (test_kiosk*) see GStreamer and SDL.
$(filter $(BUILD)/tests/test_recorder%,$(TESTS)): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(TSAN_OBJ) $(call obj,tests/support.c tests/support_recorder.c tests/support_survivors.c tests/support_fault.c \
                        tests/support_matroska.c tests/fuzz/hostile_media.c) $(RECORDER_LIB) $(CLIENT_LIB)
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(CC) $(OPT) -o $@ $^ $(call pkg_libs,$(PKG_RECORDER)) -lm
# The camera of an on-line meeting is served by the test itself.
$(BUILD)/tests/test_recorder_network: PKG_RECORDER += gstreamer-rtsp-server-1.0
$(filter $(BUILD)/tests/test_kiosk%,$(TESTS)): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(call obj,$(KIOSK_SUPPORT)) $(TEST_SUPPORT) $(KIOSK_LIB) $(PROTOCOL_LIB) $(CLIENT_LIB)
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(CC) $(OPT) -o $@ $^ $(LIBS_PROTOCOL) $(call pkg_libs,$(PKG_KIOSK))
$(filter-out $(BUILD)/tests/test_recorder% $(BUILD)/tests/test_kiosk%,$(TESTS)): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(TEST_SUPPORT) $(PROTOCOL_LIB) $(CLIENT_LIB)
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(CC) $(OPT) -o $@ $^ $(LIBS_PROTOCOL)

# A failing disk, for tests of the recorder.
$(BUILD)/libfault.so: tests/fault/fault.c tests/fault/fault.h
	@mkdir -p $(@D)
	@$(CC) -std=gnu11 -O1 -Wall -Wextra -Werror -I. -D_GNU_SOURCE -fPIC -shared -o $@ $< -ldl

# A clock that is trusted, for a year that passes in a minute.
$(BUILD)/libtrusted.so: tests/year/trusted.c
	@mkdir -p $(@D)
	@$(CC) -std=gnu11 -O1 -Wall -Wextra -Werror -D_GNU_SOURCE -fPIC -shared -o $@ $<

$(BUILD)/tests/test_year: | $(BUILD)/libtrusted.so

$(BUILD)/bench/bench_kiosk: $(BUILD)/obj/tests/bench/bench_kiosk.o $(call obj,$(KIOSK_SUPPORT)) $(TEST_SUPPORT) $(KIOSK_LIB) $(PROTOCOL_LIB) $(CLIENT_LIB)
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(CC) $(OPT) -o $@ $^ $(LIBS_PROTOCOL) $(call pkg_libs,$(PKG_KIOSK))
$(BUILD)/bench/%: $(BUILD)/obj/tests/bench/%.o $(TEST_SUPPORT) $(PROTOCOL_LIB) $(CLIENT_LIB)
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(CC) $(OPT) -o $@ $^ $(LIBS_PROTOCOL)
$(BUILD)/gallery: $(BUILD)/obj/tests/gallery/gallery.o $(TEST_SUPPORT) $(PROTOCOL_LIB) $(CLIENT_LIB)
	@echo "  LINK $@"
	@$(CC) $(OPT) -o $@ $^ $(LIBS_PROTOCOL)

$(call obj,$(CLIENT_SRC)): PKGS := $(PKG_CLIENT)
$(call obj,$(RECORDER_SRC)): PKGS := $(PKG_RECORDER) $(PKG_JOBS)
$(BUILD)/obj/protocol/%.o: PKGS := $(PKG_PROTOCOL)
$(BUILD)/obj/kiosk/%.o: PKGS := $(PKG_KIOSK)
$(BUILD)/obj/tests/%.o: PKGS := $(PKG_PROTOCOL)
$(BUILD)/obj/tests/test_recorder%.o $(BUILD)/obj/tests/support_survivors.o: PKGS := $(PKG_RECORDER)
$(BUILD)/obj/tests/test_kiosk%.o $(BUILD)/obj/tests/bench/bench_kiosk.o $(call obj,$(KIOSK_SUPPORT)): PKGS := $(PKG_KIOSK)
$(BUILD)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC   $<"
	@$(CC) $(BASE) $(call pkg_cflags,$(PKGS)) -c -o $@ $<

# A language's catalogue is its files in templates/messages/<language>/, checked and joined.
$(BUILD)/messages/esep/LC_MESSAGES/esep-%.mo: $(wildcard templates/messages/*/*.po)
	@mkdir -p $(@D)
	@msgcat --use-first templates/messages/$*/*.po | msgfmt --check -o $@ -

.SECONDARY:
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
