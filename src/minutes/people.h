/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "minutes/reading.h"

/**
 * RftPeople: how a list of people is read.
 * @role: (nullable): what the heading over them calls them
 * @strict: names of one word do not count: the text may be about something else
 */
typedef struct {
    ReferatStatus status;
    ReferatFunction function;
    RftSpan role;
    bool strict;
    double confidence;
} RftPeople;

/** rft_people_add: reads @span as a list of people and adds them to the record; those who are in it
 * already get what they lack. Returns: how many names there are. */
unsigned rft_people_add(RftReading *reading, RftSpan span, const RftPeople *how);

/** rft_people_set_role: @span is the office of whoever was added last, when they have none. */
void rft_people_set_role(RftReading *reading, RftSpan span);

/** rft_people_count: Returns: how many names @span has as a list of people; 0 when it is something
 * else. */
unsigned rft_people_count(RftReading *reading, RftSpan span, const RftPeople *how);

/** rft_find_name: Returns: whether there is a name of two words or more in @span; the first is in
 * @name. */
bool rft_find_name(RftReading *reading, RftSpan span, RftSpan *name);

/** rft_is_name: whether all of @span is one name; with @single also of one word. */
bool rft_is_name(RftReading *reading, RftSpan span, bool single);

/** rft_take_name: Returns: whether all of @span is a name, of one word too; @name is without titles
 * such as "Mrs". */
bool rft_take_name(RftReading *reading, RftSpan span, RftSpan *name);

/** rft_give_function: says what whoever is called @name did at the meeting; adds them, as @role
 * (may be empty), when nobody is. */
void rft_give_function(RftReading *reading, RftSpan name, ReferatFunction function, RftSpan role);

/** rft_participant_same: Returns: (nullable): who is in the record under @name, or one that agrees
 * with it. */
ReferatParticipant *rft_participant_same(RftReading *reading, const char *name);

/** rft_participant_rename: calls @one, who is in the record, @name. */
void rft_participant_rename(RftReading *reading, ReferatParticipant *one, ReferatValue name);

/** rft_participant_named: Returns: (nullable): who is called @name, or whose last name or initials
 * it is. */
ReferatParticipant *rft_participant_named(RftReading *reading, const char *name);
