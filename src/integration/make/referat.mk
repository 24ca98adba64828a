# SPDX-License-Identifier: GPL-2.0-or-later
# referat.mk: rules of GNU make (4.2 and later) from .docx, .docm and .pdf to .html, .odt, .txt, .json
# and .rxml. referat.mk(7) explains them; it is found by: pkg-config --variable=makefile referat
#
#   REFERAT           the program                      REFERATFLAGS     its options
#   REFERAT_OUT       folder of the outputs            REFERAT_SRC      folder of the documents
#   REFERAT_FORMATS   formats that get rules           REFERAT_INPUTS   endings of the documents
#   REFERAT_TOGETHER  formats made in one run          REFERAT_DEPDIR   folder of the dependency files
#
# All are to be set before this file is included. Names of our own have a hyphen: make does not export them.

ifneq ($(origin referat-included),file)
referat-included := yes

ifneq ($(filter 3.% 4.0 4.0.% 4.1 4.1.%,$(MAKE_VERSION)),)
$(error referat.mk: this is GNU make $(MAKE_VERSION); it takes 4.2 or later)
endif

REFERAT ?= referat
REFERAT_FORMATS ?= html odt txt json rxml
REFERAT_INPUTS ?= docx docm pdf
REFERAT_DEPDIR ?= .referat

ifneq ($(filter $(REFERAT_INPUTS),$(REFERAT_FORMATS) $(REFERAT_TOGETHER)),)
$(error referat.mk: "$(filter $(REFERAT_INPUTS),$(REFERAT_FORMATS) $(REFERAT_TOGETHER))" is a format of the outputs \
and of the documents: see REFERAT_FORMATS and REFERAT_INPUTS)
endif

# What is included below must not become the default goal.
referat-goal := $(.DEFAULT_GOAL)

# ---- names ----
referat-folder = $(filter-out .,$(patsubst %/,%,$(strip $(1))))
referat-out := $(call referat-folder,$(REFERAT_OUT))
referat-out := $(addsuffix /,$(referat-out))
# without a folder for outputs they are written beside the documents, wherever these are
referat-src := $(if $(referat-out),$(addsuffix /,$(call referat-folder,$(REFERAT_SRC))))
referat-alone := $(filter-out $(REFERAT_TOGETHER),$(REFERAT_FORMATS))

referat-quote = '$(subst ','\'',$(1))'
referat-folders-in = $(patsubst %/.,%,$(wildcard $(1)/*/.))
referat-walk = $(filter-out $(referat-folders-in),$(wildcard $(addprefix $(1)/*.,$(2)))) \
$(foreach d,$(referat-folders-in),$(call referat-walk,$d,$(2)))
referat-is-ours = $(filter $(addprefix %.,$(REFERAT_INPUTS)),$(1))
# the names of documents without folder and ending
referat-stems = $(patsubst $(referat-src)%,%,$(basename $(1)))

# $(call referat_sources,FOLDER): the documents in FOLDER and its sub-folders, but for the files that
# word processors put beside an open document.
referat_sources = $(if $(strip $(1)),$(sort $(foreach f,$(call referat-walk,$(patsubst %/,%,$(strip $(1))),$(REFERAT_INPUTS)),\
$(if $(filter ~$$%,$(notdir $f)),,$f))))

# $(call referat_outputs,DOCUMENTS[,FORMATS]): what the rules make of them.
referat_outputs = $(call referat-check,$(1))$(foreach f,$(or $(strip $(2)),$(REFERAT_FORMATS)),\
$(patsubst %,$(referat-out)%.$f,$(call referat-stems,$(1))))
referat-check = $(strip \
$(foreach f,$(filter-out $(referat-is-ours),$(1)),$(error referat_outputs: no document by its ending: $f)) \
$(foreach f,$(if $(referat-src),$(filter-out $(referat-src)%,$(1))),$(error referat_outputs: not in $(referat-src) (REFERAT_SRC): $f)) \
$(if $(filter-out $(words $(sort $(referat-stems))),$(words $(sort $(1)))),\
$(error referat_outputs: two documents of one name would have the same outputs: $(call referat-twice,$(1)))))
referat-twice = $(foreach s,$(sort $(referat-stems)),\
$(if $(word 2,$(foreach f,$(sort $(1)),$(if $(filter $s,$(call referat-stems,$f)),$f))),\
$(foreach f,$(sort $(1)),$(if $(filter $s,$(call referat-stems,$f)),$f))))

# ---- recipes ----
# The dependency file of the target: in a folder of its own, since what is left of another setting
# would go on telling make of files that are no longer used.
referat-depdir := $(patsubst %/,%,$(REFERAT_DEPDIR))/$(if $(REFERAT_TOGETHER),$(subst $() ,-,$(sort $(REFERAT_TOGETHER))),each)
referat-depfile = $(referat-depdir)/$(subst ../,__/,$(if $(filter $(addprefix %.,$(REFERAT_TOGETHER)),$@),$(basename $@),$@)).d
referat-missing = $(strip $(foreach d,$(sort $(@D) $(patsubst %/,%,$(dir $(referat-depfile)))),$(if $(wildcard $d/.),,$(call referat-quote,$d))))

# a line for folders only where they are missing: a process less a target
referat-convert-to = $(if $(referat-missing),@mkdir -p $(referat-missing)$(referat-newline))$(REFERAT) $(if $(REFERATFLAGS),$(REFERATFLAGS) )-MD \
-MP -MF $(call referat-quote,$(referat-depfile)) $(foreach o,$(1),-o $(call referat-quote,$o)) -- $(call referat-quote,$<)
define referat-newline


endef

# ---- rules ----
# They come again when the program's name or its options are others than last time.
referat-stamp := $(patsubst %/,%,$(REFERAT_DEPDIR))/options
referat-options := $(strip $(REFERAT) $(REFERATFLAGS) : $(REFERAT_TOGETHER))
ifneq ($(file <$(referat-stamp)),$(referat-options))
$(referat-stamp): referat-changed
.PHONY: referat-changed
endif
$(referat-stamp): ; @mkdir -p $(@D) && printf '%s\n' $(call referat-quote,$(referat-options)) >$@

define referat-rule
$$(referat-out)%.$(1): $$(referat-src)%.$(2) $$(referat-stamp) ; $$(call referat-convert-to,$$@)
endef
$(foreach i,$(REFERAT_INPUTS),$(foreach f,$(referat-alone),$(eval $(call referat-rule,$f,$i))))

# A pattern rule of several targets makes all of them in one run, in every version of make.
referat-peers = $(addprefix $(basename $@).,$(REFERAT_TOGETHER))
define referat-rule-together
$$(addprefix $$(referat-out)%.,$$(REFERAT_TOGETHER)): $$(referat-src)%.$(1) $$(referat-stamp) ; $$(call referat-convert-to,$$(referat-peers))
endef
$(if $(strip $(REFERAT_TOGETHER)),$(foreach i,$(REFERAT_INPUTS),$(eval $(call referat-rule-together,$i))))

.DELETE_ON_ERROR:

# A makefile that exports everything would have these expanded for each command.
unexport referat_sources referat_outputs REFERAT_DEPFILES

# ---- dependencies ----
# What a clean target removes: the dependency files of all settings, and what remembers the options.
REFERAT_DEPFILES = $(call referat-walk,$(patsubst %/,%,$(REFERAT_DEPDIR)),d) $(wildcard $(referat-stamp))
referat-known := $(call referat-walk,$(referat-depdir),d)
-include $(referat-known)
# make is not to look for rules to make them by
$(referat-known): ;

.DEFAULT_GOAL := $(referat-goal)
endif
