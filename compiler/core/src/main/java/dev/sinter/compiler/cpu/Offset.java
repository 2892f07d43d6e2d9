package dev.sinter.compiler.cpu;

import dev.sinter.compiler.cpu.Value.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An index as a constant, what does not change along a loop, and how far one step of the loop goes.
 *
 * @param constant the constant
 * @param stride   the factor of the loop's coordinate; negative where there is no saying
 * @param rest     the other terms
 */
record Offset(long constant, long stride, List<Value> rest) {
    static Offset of(Value index, Value coordinate) {
        List<Value> rest = new ArrayList<>();
        long[] sums = new long[2];
        boolean known = collect(index, coordinate, rest, sums);
        rest.sort(Comparator.comparingInt(value -> value.id));
        return new Offset(sums[0], known ? sums[1] : -1, rest);
    }

    /** Whether an index is this one in all but the constant. */
    boolean isNear(Offset other) {
        return stride == other.stride && rest.equals(other.rest);
    }

    private static boolean collect(Value value, Value coordinate, List<Value> rest, long[] sums) {
        if (value.isConst()) {
            sums[0] += value.lo;
            return true;
        }
        if (value.kind == Kind.ADD) {
            return collect(value.arg(0), coordinate, rest, sums) && collect(value.arg(1), coordinate, rest, sums);
        }
        if (value.level < coordinate.level) {
            rest.add(value);
            return true;
        }
        if (value == coordinate) {
            sums[1]++;
            return true;
        }
        for (int i = 0; value.kind == Kind.MUL && i < 2; i++) {
            if (value.arg(i) == coordinate && value.arg(1 - i).isConst() && value.arg(1 - i).lo > 0) {
                sums[1] += value.arg(1 - i).lo;
                return true;
            }
        }
        return false;
    }
}
