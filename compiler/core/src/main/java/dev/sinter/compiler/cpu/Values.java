package dev.sinter.compiler.cpu;

import dev.sinter.compiler.cpu.Value.Kind;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.ir.scalar.ScalarOps;
import dev.sinter.types.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/**
 * Makes the {@link Value}s of one method: numbers equal computations the same, folds constants, follows the bounds of integers, and
 * notes the innermost loop that each needs.
 */
final class Values {
    private final Map<Value.Key, Value> known = new HashMap<>();
    private final Map<String, Value> variables = new HashMap<>();
    /** Loads and divisions are not moved out of this loop: outside of it there may be no point to compute them for. */
    private int faultLevel;

    /** Keeps loads and divisions made from now on inside the loop {@code level}. */
    void keepFaultsAt(int level) {
        faultLevel = level;
    }

    private Value make(Value.Key key, int level, long lo, long hi) {
        Value value = known.get(key);
        if (value == null) {
            int deepest = level;
            for (Value arg : key.args()) {
                deepest = Math.max(deepest, arg.level);
            }
            value = new Value(known.size(), key, deepest, lo, hi);
            known.put(key, value);
        }
        return value;
    }

    private Value make(Kind kind, Type type, long lo, long hi, int level, Value... args) {
        return make(new Value.Key(kind, type, List.of(args), 0, "", 0, null, null, null), level, lo, hi);
    }

    /** A variable of the loop {@code level}; an integer is known to lie within the bounds, which are included. */
    Value variable(String name, Type type, int level, long lo, long hi) {
        Value value = make(new Value.Key(Kind.VARIABLE, type, List.of(), 0, name, 0, null, null, null), level, lo, hi);
        variables.put(name, value);
        return value;
    }

    /** The variable of that name; {@link IllegalStateException} where the method has none. */
    Value variable(String name) {
        Value value = variables.get(name);
        if (value == null) {
            throw new IllegalStateException("no variable " + name + " among " + variables.keySet());
        }
        return value;
    }

    /** Lets a name stand for a value that is computed. */
    void alias(String name, Value value) {
        variables.put(name, value);
    }

    /** The remainder of a number that is not negative by a positive one. */
    Value mod(Value a, Value b) {
        Value whole = mul(floorDiv(a, b), mul(b, constant(b.type, -1)));
        long hi = b.hi == Long.MAX_VALUE ? Long.MAX_VALUE : b.hi - 1;
        return whole.isConst(0) ? a : make(Kind.ADD, a.type, 0, hi, 0, a, whole);
    }

    /** An index constant. */
    Value constant(Type type, long value) {
        return make(new Value.Key(Kind.CONST, type, List.of(), value, "", 0, null, null, null), 0, value, value);
    }

    /** An element's constant. */
    Value constant(DType dtype, long bits) {
        long value = dtype.isFloating() ? 0 : ScalarOps.cast(DType.I64, dtype, bits);
        long lo = dtype.isFloating() ? Ranges.of(dtype, bits)[0] : value;
        long hi = dtype.isFloating() ? Ranges.of(dtype, bits)[1] : value;
        return make(new Value.Key(Kind.CONST, Carrier.of(dtype), List.of(), bits, "", 0, null, null, dtype), 0, lo, hi);
    }

    Value add(Value a, Value b) {
        if (a.isConst(0)) {
            return b;
        }
        if (b.isConst(0)) {
            return a;
        }
        if (a.isConst() && b.isConst()) {
            return constant(a.type, Math.addExact(a.lo, b.lo));
        }
        return make(Kind.ADD, a.type, Bounds.add(a.lo, b.lo), Bounds.add(a.hi, b.hi), 0, a, b);
    }

    Value mul(Value a, Value b) {
        if (a.isConst(1) || b.isConst(0)) {
            return b;
        }
        if (b.isConst(1) || a.isConst(0)) {
            return a;
        }
        if (a.isConst() && b.isConst()) {
            return constant(a.type, Math.multiplyExact(a.lo, b.lo));
        }
        long[] bounds = Bounds.mul(a, b);
        return make(Kind.MUL, a.type, bounds[0], bounds[1], 0, a, b);
    }

    Value floorDiv(Value a, Value b) {
        if (b.isConst(1)) {
            return a;
        }
        int level = b.isConst() && b.lo != 0 ? 0 : faultLevel;
        if (a.lo >= 0 && b.lo >= 0) {
            long divisor = Math.max(b.lo, 1);
            if (b.isConst() && a.hi < b.lo) {
                return constant(a.type, 0);
            }
            return make(Kind.DIV, a.type, 0, a.hi == Long.MAX_VALUE ? a.hi : a.hi / divisor, level, a, b);
        }
        boolean bounded = b.isConst() && b.lo > 0;
        long lo = bounded && a.lo != Long.MIN_VALUE ? Math.floorDiv(a.lo, b.lo) : Long.MIN_VALUE;
        long hi = bounded && a.hi != Long.MAX_VALUE ? Math.floorDiv(a.hi, b.lo) : Long.MAX_VALUE;
        return make(Kind.FLOOR_DIV, a.type, lo, hi, level, a, b);
    }

    Value toInt(Value value) {
        if (value.type == Type.INT_TYPE) {
            return value;
        }
        if (value.isConst()) {
            int narrow = Math.toIntExact(value.lo);
            return constant(Type.INT_TYPE, narrow);
        }
        if (value.kind == Kind.TO_LONG) {
            return value.arg(0);
        }
        return make(Kind.TO_INT, Type.INT_TYPE, value.lo, value.hi, 0, value);
    }

    Value toLong(Value value) {
        if (value.type == Type.LONG_TYPE) {
            return value;
        }
        if (value.isConst()) {
            return constant(Type.LONG_TYPE, value.lo);
        }
        return make(Kind.TO_LONG, Type.LONG_TYPE, value.lo, value.hi, 0, value);
    }

    Value truth(boolean value) {
        return constant(DType.BOOL, value ? 1 : 0);
    }

    /** Whether {@code 0 <= value < bound}; without the tests that the bounds make needless. */
    Value inRange(Value value, Value bound) {
        long tests = (value.lo >= 0 ? 0 : Value.LOWER) | (value.hi < bound.lo ? 0 : Value.UPPER);
        if (tests == 0) {
            return truth(true);
        }
        if (value.hi < 0 || value.lo >= bound.hi) {
            return truth(false);
        }
        boolean wide = value.type == Type.LONG_TYPE || bound.type == Type.LONG_TYPE;
        List<Value> args = wide ? List.of(toLong(value), toLong(bound)) : List.of(value, bound);
        return make(new Value.Key(Kind.IN_RANGE, Type.INT_TYPE, args, tests, "", 0, null, null, DType.BOOL), 0, 0, 1);
    }

    Value both(Value a, Value b) {
        if (a.isConst()) {
            return a.data != 0 ? b : a;
        }
        if (b.isConst()) {
            return b.data != 0 ? a : b;
        }
        if (a == b) {
            return a;
        }
        // Outer conditions first, so that they move out of the inner loop together.
        Value first = a.level <= b.level ? a : b;
        return make(new Value.Key(Kind.BOTH, Type.INT_TYPE, List.of(first, first == a ? b : a), 0, "", 0, null, null,
                DType.BOOL), 0, 0, 1);
    }

    /** Element {@code index} of an operand, where {@code condition} holds or is null; else the constant {@code otherwise}. */
    Value load(int operand, DType dtype, Value index, @Nullable Value condition, long otherwise) {
        if (condition != null && condition.isConst()) {
            return condition.data == 0 ? constant(dtype, otherwise) : load(operand, dtype, index, null, 0);
        }
        List<Value> args = condition == null ? List.of(index) : List.of(index, condition);
        long[] bounds = Bounds.of(dtype);
        return make(new Value.Key(Kind.LOAD, Carrier.of(dtype), args, condition == null ? 0 : otherwise, "", operand,
                null, null, dtype), faultLevel, bounds[0], bounds[1]);
    }

    /** {@code index} as an int, checked against {@code size} where {@code condition} holds or is null. */
    Value check(Value index, Value size, @Nullable Value condition) {
        List<Value> args = new ArrayList<>(List.of(toLong(index), toLong(size)));
        if (condition != null && !condition.isConst()) {
            args.add(condition);
        }
        return make(new Value.Key(Kind.CHECK, Type.INT_TYPE, List.copyOf(args), 0, "", 0, null, null, null), faultLevel,
                0, Integer.MAX_VALUE);
    }

    /** An instruction on elements; {@code from} is the dtype of its arguments, of the branches for a select. */
    Value apply(ScalarOp op, DType from, DType dtype, List<Value> args) {
        Value folded = Folding.fold(this, op, from, dtype, args);
        if (folded != null) {
            return folded;
        }
        boolean faults = (op == ScalarOp.DIV || op == ScalarOp.REM) && !from.isFloating();
        long[] bounds = Ranges.of(op, from, dtype, args);
        return make(new Value.Key(Kind.APPLY, Carrier.of(dtype), args, 0, "", 0, op, from, dtype),
                faults ? faultLevel : 0, bounds[0], bounds[1]);
    }
}
