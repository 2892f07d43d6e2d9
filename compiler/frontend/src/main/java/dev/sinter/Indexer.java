package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One part of an index such as {@code x[0, 1:5:2, ..., None, t]}, which is written {@code x.at(at(0), range(1, 5, 2), ellipsis(), newAxis(), at(t))}. */
public sealed interface Indexer {
    /** One position of an axis, which goes; it counts from the end where it is negative. */
    static Indexer at(long position) {
        return new Position(position);
    }

    /**
     * Positions by an integer tensor, or the elements where a boolean mask is true; a mask stands for as many axes as it has. Several such
     * tensors are broadcast together.
     */
    static Indexer at(Tensor indices) {
        return new Elements(indices);
    }

    /** All positions of an axis. */
    static Indexer all() {
        return new Range(null, null, 1);
    }

    /** The positions from {@code start} up to but without {@code end}, cropped to the axis; negative numbers count from its end. */
    static Indexer range(long start, long end) {
        return new Range(start, end, 1);
    }

    /** As {@link #range(long, long)}, every {@code step}-th. */
    static Indexer range(long start, long end, long step) {
        return new Range(start, end, step);
    }

    /** The positions from {@code start} on. */
    static Indexer from(long start) {
        return new Range(start, null, 1);
    }

    /** The positions up to but without {@code end}. */
    static Indexer to(long end) {
        return new Range(null, end, 1);
    }

    /** Every {@code step}-th position. */
    static Indexer every(long step) {
        return new Range(null, null, step);
    }

    /** As many whole axes as are left. */
    static Indexer ellipsis() {
        return new Ellipsis();
    }

    /** A new axis of size 1. */
    static Indexer newAxis() {
        return new NewAxis();
    }

    /** One position of an axis. */
    record Position(long position) implements Indexer {
        @Override
        public String toString() {
            return String.valueOf(position);
        }
    }

    /** A range of an axis; null stands for its beginning or its end. */
    record Range(@Nullable Long start, @Nullable Long end, long step) implements Indexer {
        public Range {
            if (step < 1) {
                throw new Diagnostic("an index with a step of " + step
                        + ": a step is 1 or more; use flip to turn an axis round");
            }
        }

        @Override
        public String toString() {
            return (start == null ? "" : start) + ":" + (end == null ? "" : end) + (step == 1 ? "" : ":" + step);
        }
    }

    /** As many whole axes as are left. */
    record Ellipsis() implements Indexer {
        @Override
        public String toString() {
            return "...";
        }
    }

    /** A new axis. */
    record NewAxis() implements Indexer {
        @Override
        public String toString() {
            return "None";
        }
    }

    /** What a tensor names. */
    record Elements(Tensor indices) implements Indexer {
        public Elements {
            DType dtype = indices.dtype();
            if (dtype.isFloating()) {
                throw new Diagnostic("an index of " + indices.type()
                        + ": a tensor of integers or a boolean mask is needed; cast it, or compare it with something");
            }
            if (dtype == DType.BOOL && indices.rank() == 0) {
                throw new Diagnostic("an index of bool[]: a mask without axes is not supported; use where()");
            }
        }

        boolean isMask() {
            return indices.dtype() == DType.BOOL;
        }

        @Override
        public String toString() {
            return "tensor of " + indices.type();
        }
    }

    /** Reads {@code "1:5:2, ..., None, -1"}; what is malformed is a {@link Diagnostic} that shows where. */
    static Indexer[] parse(String text) {
        List<Indexer> parts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            parts.add(part(text, part.strip()));
        }
        return parts.toArray(new Indexer[0]);
    }

    private static Indexer part(String text, String part) {
        if (part.equals("...")) {
            return ellipsis();
        }
        if (part.equals("None") || part.equals("newaxis")) {
            return newAxis();
        }
        String[] numbers = part.split(":", -1);
        if (numbers.length == 1) {
            Long position = number(text, part);
            if (position == null) {
                throw malformed(text, part);
            }
            return at(position);
        }
        if (numbers.length > 3) {
            throw malformed(text, part);
        }
        Long step = numbers.length == 3 ? number(text, numbers[2]) : null;
        return new Range(number(text, numbers[0]), number(text, numbers[1]), step == null ? 1 : step);
    }

    private static @Nullable Long number(String text, String part) {
        String digits = part.strip();
        if (digits.isEmpty()) {
            return null;
        }
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw malformed(text, part);
        }
    }

    private static Diagnostic malformed(String text, String part) {
        return new Diagnostic("the index '" + text + "' cannot be read at '" + part
                + "'; its parts are positions (0, -1), ranges (1:5, ::2, :), ... and None, with commas between");
    }
}
