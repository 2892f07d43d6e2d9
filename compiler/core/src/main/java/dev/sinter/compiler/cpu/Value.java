package dev.sinter.compiler.cpu;

import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/**
 * One value that a generated method computes: index arithmetic, a load, or an instruction on elements.
 *
 * <p>Made by {@link Values}, which gives equal computations the same object; arguments have smaller ids.
 */
final class Value {
    /** What computes it. */
    enum Kind {
        CONST,
        /** A loop coordinate, a symbol, or the value of a fold; in a local variable of its own. */
        VARIABLE,
        /** Index arithmetic on int or long. */
        ADD,
        MUL,
        /** Division of a number that is not negative by a positive one. */
        DIV,
        FLOOR_DIV,
        TO_INT,
        TO_LONG,
        /** Whether {@code 0 <= arg0 < arg1}; {@link #data} says which ends need a test. */
        IN_RANGE,
        /** Whether both hold. */
        BOTH,
        /** Element arg0 of operand {@link #operand}; where arg1 is given and does not hold, the constant {@link #data}. */
        LOAD,
        /** arg0 as an int, which must lie in {@code 0 <= arg0 < arg1}; where arg2 is given and does not hold, 0. */
        CHECK,
        /** A {@link ScalarOp}. */
        APPLY
    }

    /** Bits of {@link #data} of a {@link Kind#IN_RANGE}. */
    static final long LOWER = 1;
    static final long UPPER = 2;

    final int id;
    final Kind kind;
    final Type type;
    final List<Value> args;
    /** The bits of a constant or of what stands for a load; flags of a test. */
    final long data;
    /** The name of a variable, or empty. */
    final String name;
    final int operand;
    final @Nullable ScalarOp op;
    /** The dtype of an element; of the arguments of an instruction (of the branches for a select). Null for index arithmetic. */
    final @Nullable DType from;
    final @Nullable DType dtype;
    /** The loop that computes it: 0 before all loops, then inwards. */
    final int level;
    /** Bounds of an integer, both included; a missing bound is the least or greatest long. */
    final long lo;
    final long hi;

    Value(int id, Key key, int level, long lo, long hi) {
        this.id = id;
        this.kind = key.kind;
        this.type = key.type;
        this.args = key.args;
        this.data = key.data;
        this.name = key.name;
        this.operand = key.operand;
        this.op = key.op;
        this.from = key.from;
        this.dtype = key.dtype;
        this.level = level;
        this.lo = lo;
        this.hi = hi;
    }

    /** What makes two values the same. */
    record Key(Kind kind, Type type, List<Value> args, long data, String name, int operand, @Nullable ScalarOp op,
            @Nullable DType from, @Nullable DType dtype) {}

    Value arg(int i) {
        return args.get(i);
    }

    boolean isConst() {
        return kind == Kind.CONST;
    }

    /** Whether it is there without computing. */
    boolean isTrivial() {
        return kind == Kind.CONST || kind == Kind.VARIABLE;
    }

    boolean isConst(long value) {
        return kind == Kind.CONST && lo == value && hi == value;
    }
}
