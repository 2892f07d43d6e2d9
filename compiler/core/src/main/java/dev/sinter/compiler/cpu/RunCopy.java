package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.compiler.cpu.Value.Kind;
import dev.sinter.types.DType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * Copies a run of neighbouring elements of an array into a panel in vectors, with 0 where a guard does not hold: the packing of rows of
 * pixels with their padding.
 *
 * <p>The guards along the run are intervals of its coordinate; within them plain loads serve, at their ends a mask. The last vector may write
 * zeros beyond the run, where the next run is yet to come; panels have room for that behind them.
 */
final class RunCopy {
    private final MethodCode code;
    private final DType dtype;
    private final Value load;
    private final Value coordinate;
    /** Conditions that do not change along the run. */
    private final List<Value> around;
    /** Tests of the coordinate itself. */
    private final List<Value> along;

    private RunCopy(MethodCode code, DType dtype, Value load, Value coordinate, List<Value> around, List<Value> along) {
        this.code = code;
        this.dtype = dtype;
        this.load = load;
        this.coordinate = coordinate;
        this.around = around;
        this.along = along;
    }

    /** The copy that computes {@code element} along {@code coordinate}, or null where it is more than that. */
    static @Nullable RunCopy of(MethodCode code, DType dtype, Value element, Value coordinate) {
        if (element.kind != Kind.LOAD || element.dtype != dtype || element.data != 0
                || !VectorFit.isNeighbour(element.arg(0), coordinate)) {
            return null;
        }
        List<Value> around = new ArrayList<>();
        List<Value> along = new ArrayList<>();
        boolean fits = element.args.size() == 1 || split(element.arg(1), coordinate, around, along);
        return fits ? new RunCopy(code, dtype, element, coordinate, around, along) : null;
    }

    private static boolean split(Value condition, Value coordinate, List<Value> around, List<Value> along) {
        if (condition.level < coordinate.level) {
            around.add(condition);
            return true;
        }
        if (condition.kind == Kind.BOTH) {
            return split(condition.arg(0), coordinate, around, along)
                    && split(condition.arg(1), coordinate, around, along);
        }
        along.add(condition);
        return condition.kind == Kind.IN_RANGE && condition.arg(0).type == Type.INT_TYPE
                && VectorFit.isNeighbour(condition.arg(0), coordinate) && condition.arg(1).level < coordinate.level;
    }

    /** What the loops around must have computed. */
    List<Value> needs() {
        List<Value> needs = new ArrayList<>(around);
        for (Value test : along) {
            needs.add(test.arg(1));
            needs.addAll(outside(test.arg(0)));
        }
        needs.addAll(outside(load.arg(0)));
        return needs;
    }

    /** The part of an index that does not change along the run; none where it is the coordinate alone. */
    private List<Value> outside(Value index) {
        return index == coordinate ? List.of() : List.of(index.arg(0) == coordinate ? index.arg(1) : index.arg(0));
    }

    private void species() {
        VectorTypes.species(code.to, dtype);
    }

    /**
     * Copies from the coordinate's local up to before the int local {@code stop}, to the panel at the int local {@code to}, both of which
     * are left at their ends.
     */
    void emit(int panel, int to, int stop) {
        int at = code.named(coordinate.name);
        int lo = code.local(Type.INT_TYPE);
        int hi = code.local(Type.INT_TYPE);
        interval(at, stop, lo, hi);
        DType integer = Lanes.integer(dtype.bits());
        Label next = new Label();
        Label end = new Label();
        code.label(next);
        code.load(Type.INT_TYPE, at);
        code.load(Type.INT_TYPE, stop);
        code.jump(IF_ICMPGE, end);
        Label masked = new Label();
        Label store = new Label();
        code.load(Type.INT_TYPE, at);
        code.load(Type.INT_TYPE, lo);
        code.jump(IF_ICMPLT, masked);
        code.load(Type.INT_TYPE, at);
        VectorTypes.length(code.to, dtype);
        code.insn(IADD);
        code.load(Type.INT_TYPE, hi);
        code.jump(IF_ICMPGT, masked);
        Type vector = VectorTypes.type(dtype);
        int copy = code.local(vector);
        source();
        VectorTypes.load(code.to, dtype);
        code.store(vector, copy);
        code.jump(GOTO, store);
        code.label(masked);
        source();
        compare(code, integer, "GE", lo, at);
        compare(code, integer, "LT", hi, at);
        VectorTypes.mask(code.to, "and");
        species();
        VectorTypes.castMask(code.to);
        VectorTypes.loadMasked(code.to, dtype);
        code.store(vector, copy);
        code.label(store);
        code.load(vector, copy);
        code.to.visitVarInsn(ALOAD, panel);
        code.load(Type.INT_TYPE, to);
        VectorTypes.store(code.to, dtype);
        advance(at);
        advance(to);
        code.jump(GOTO, next);
        code.label(end);
        // The last vector may have gone too far.
        code.load(Type.INT_TYPE, to);
        code.load(Type.INT_TYPE, stop);
        code.insn(IADD);
        code.load(Type.INT_TYPE, at);
        code.insn(ISUB);
        code.store(Type.INT_TYPE, to);
        code.load(Type.INT_TYPE, stop);
        code.store(Type.INT_TYPE, at);
    }

    private void advance(int local) {
        code.load(Type.INT_TYPE, local);
        VectorTypes.length(code.to, dtype);
        code.insn(IADD);
        code.store(Type.INT_TYPE, local);
    }

    private void source() {
        species();
        code.to.visitVarInsn(ALOAD, code.named("%" + load.operand));
        code.push(load.arg(0));
    }

    /** Pushes the mask of {@code 0, 1, 2 ... op bound - at}: where the points from {@code at} on are beyond a bound. */
    static void compare(MethodCode code, DType integer, String op, int bound, int at) {
        VectorTypes.species(code.to, integer);
        code.call(VectorTypes.name(integer), "zero", "(" + VectorTypes.SPECIES + ")" + VectorTypes.descriptor(integer));
        code.insn(ICONST_1);
        code.to.visitMethodInsn(INVOKEVIRTUAL, VectorTypes.name(integer), "addIndex",
                "(I)" + VectorTypes.descriptor(integer), false);
        VectorTypes.comparison(code.to, op);
        code.load(Type.INT_TYPE, bound);
        code.load(Type.INT_TYPE, at);
        code.insn(ISUB);
        if (integer == DType.I64) {
            code.insn(I2L);
        }
        code.to.visitMethodInsn(INVOKEVIRTUAL, VectorTypes.name(integer), "compare",
                "(L" + VectorTypes.OPERATORS + "$Comparison;" + Carrier.of(integer) + ")" + VectorTypes.MASK, false);
    }

    /** The coordinates at which all guards hold: from {@code lo} to before {@code hi}, within the run. */
    private void interval(int at, int stop, int lo, int hi) {
        code.load(Type.INT_TYPE, at);
        code.store(Type.INT_TYPE, lo);
        code.load(Type.INT_TYPE, stop);
        code.store(Type.INT_TYPE, hi);
        for (Value test : along) {
            List<Value> base = outside(test.arg(0));
            if ((test.data & Value.LOWER) != 0) {
                code.load(Type.INT_TYPE, lo);
                minus(null, base);
                code.call("java/lang/Math", "max", "(II)I");
                code.store(Type.INT_TYPE, lo);
            }
            if ((test.data & Value.UPPER) != 0) {
                code.load(Type.INT_TYPE, hi);
                minus(test.arg(1), base);
                code.call("java/lang/Math", "min", "(II)I");
                code.store(Type.INT_TYPE, hi);
            }
        }
        if (!around.isEmpty()) {
            Label none = new Label();
            Label end = new Label();
            around.forEach(condition -> code.unless(condition, none));
            code.jump(GOTO, end);
            code.label(none);
            code.load(Type.INT_TYPE, lo);
            code.store(Type.INT_TYPE, hi);
            code.label(end);
        }
    }

    /** Pushes {@code value - base}, either of which may be missing. */
    private void minus(@Nullable Value value, List<Value> base) {
        if (value == null) {
            code.insn(ICONST_0);
        } else {
            code.push(value);
        }
        for (Value part : base) {
            code.push(part);
            code.insn(ISUB);
        }
    }
}
