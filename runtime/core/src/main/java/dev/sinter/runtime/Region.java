package dev.sinter.runtime;

import dev.sinter.types.Dim;
import java.util.List;

/**
 * Steps of a program that do not simply run once: branches and loops over a range of its steps.
 *
 * @param kind   which of them run, and how often
 * @param slot   of a choice or a condition the array whose first element, a bool, decides; of a counted loop the array whose first
 *               element, an int64, is set to the number of the round
 * @param times  how many rounds a counted loop makes; 0 for the others
 * @param first  the first of its steps
 * @param middle of a choice the first step of the second branch, of a conditional loop the first step of the body; else as {@code end}
 * @param end    the step after its last
 * @param before the regions among {@code first <= step < middle}, in order
 * @param after  the regions among {@code middle <= step < end}, in order
 */
public record Region(Kind kind, int slot, Dim times, int first, int middle, int end, List<Region> before,
        List<Region> after) {
    /** Which steps run, and how often. */
    public enum Kind {
        /** Those before the middle where the slot holds true, else those from the middle on. */
        CHOICE,
        /** Those before the middle; then, while the slot holds true, those from the middle on and those before it again. */
        WHILE,
        /** All, in rounds numbered from 0 upwards. */
        UP,
        /** All, in rounds numbered downwards to 0. */
        DOWN
    }

    public Region {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
