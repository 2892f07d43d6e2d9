package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * The loops over the points {@code lo <= point < hi} of some axes, numbered in row-major order: an inner loop along the innermost
 * axis, and around it one that steps the other coordinates like an odometer. One axis has the inner loop only.
 */
final class FreeLoops {
    /** For loops over a nest's free axes: values of this level are computed once per run of the inner loop. */
    static final int ROW = 1;
    /** And values of this level at each point. */
    static final int POINT = 2;

    /** Code at a place in the loops. */
    interface Part {
        void emit();
    }

    /** The inner loop, from its coordinate's value to before the int local {@code stop}, where the coordinate is left. */
    interface Run {
        void emit(int stop);
    }

    private final List<Integer> axes;
    private final List<Dim> extents;
    private final MethodCode code;
    private final Lowering lowering;
    private final int inner;
    private @Nullable DType lanesOf;

    /** Loops over these axes of a nest, outermost first. */
    FreeLoops(Nest nest, List<Integer> axes, MethodCode code, Lowering lowering) {
        this(axes, axes.stream().map(nest::extent).toList(), code, lowering);
    }

    /** Loops over these axes, of which each is counted up to its own extent. */
    FreeLoops(List<Integer> axes, List<Dim> extents, MethodCode code, Lowering lowering) {
        this.axes = axes;
        this.extents = extents;
        this.code = code;
        this.lowering = lowering;
        this.inner = axes.size() - 1;
    }

    /** Defines the coordinates as variables of the loops {@code level} and {@code level + 1}; before they are used. */
    void define(int level) {
        for (int i = 0; i <= inner; i++) {
            coordinate(code, lowering, axes.get(i), extents.get(i), i == inner ? level + 1 : level);
        }
    }

    /** Defines the coordinates as variables of one loop, around these loops; {@link #locate} sets them. */
    void defineAt(int level) {
        for (int i = 0; i <= inner; i++) {
            coordinate(code, lowering, axes.get(i), extents.get(i), level);
        }
    }

    /** Defines coordinate {@code axis} as an int variable of a loop. */
    static void coordinate(MethodCode code, Lowering lowering, int axis, Dim extent, int level) {
        String name = "#" + axis;
        code.name(name, Type.INT_TYPE);
        long hi = extent.isConstant() ? Math.max(0, extent.constant() - 1) : Integer.MAX_VALUE - 1;
        lowering.values().variable(name, Type.INT_TYPE, level, 0, hi);
    }

    /** The extents, which the loops need before they begin. */
    List<Value> needs() {
        List<Value> values = new ArrayList<>();
        extents.forEach(extent -> values.add(lowering.index(extent)));
        return values;
    }

    /** The innermost coordinate. */
    Value coordinate() {
        return lowering.values().variable("#" + axes.get(inner));
    }

    private int local(int i) {
        return code.named("#" + axes.get(i));
    }

    private void pushExtent(int i) {
        code.push(lowering.index(extents.get(i)));
    }

    /**
     * Writes the loops; the points' first and last numbers are in the int locals {@code lo} and {@code hi}. The first is changed.
     *
     * @param row   what to compute per run of the inner loop
     * @param point what to do at each point
     */
    void emit(int lo, int hi, Part row, Part point) {
        emit(lo, hi, row, null, point);
    }

    /**
     * As {@link #emit(int, int, Part, Part)}, with {@code lanes} doing as many points at once as a vector of {@link #vectorOver} has
     * lanes, while there are so many.
     */
    void emit(int lo, int hi, Part row, @Nullable Part lanes, Part point) {
        emitRuns(lo, hi, row, stop -> innerLoop(stop, lanes, point));
    }

    /** As {@link #emit(int, int, Part, Part)}, with the whole inner loop written by {@code run}. */
    void emitRuns(int lo, int hi, Part row, Run run) {
        if (inner == 0) {
            row.emit();
            code.load(Type.INT_TYPE, lo);
            code.store(Type.INT_TYPE, local(0));
            run.emit(hi);
            return;
        }
        Label next = new Label();
        Label end = new Label();
        if (extents.stream().anyMatch(extent -> !extent.isConstant())) {
            // A size may be 0, by which no number of a point can be divided.
            code.load(Type.INT_TYPE, lo);
            code.load(Type.INT_TYPE, hi);
            code.jump(IF_ICMPGE, end);
        }
        locate(lo);
        int stop = code.local(Type.INT_TYPE);
        code.label(next);
        code.load(Type.INT_TYPE, lo);
        code.load(Type.INT_TYPE, hi);
        code.jump(IF_ICMPGE, end);
        // stop = min(coordinate + hi - lo, extent); lo += stop - coordinate
        code.load(Type.INT_TYPE, local(inner));
        code.load(Type.INT_TYPE, hi);
        code.insn(IADD);
        code.load(Type.INT_TYPE, lo);
        code.insn(ISUB);
        pushExtent(inner);
        code.call("java/lang/Math", "min", "(II)I");
        code.store(Type.INT_TYPE, stop);
        code.load(Type.INT_TYPE, lo);
        code.load(Type.INT_TYPE, stop);
        code.insn(IADD);
        code.load(Type.INT_TYPE, local(inner));
        code.insn(ISUB);
        code.store(Type.INT_TYPE, lo);
        row.emit();
        run.emit(stop);
        step(next);
        code.label(end);
    }

    /** Sets the coordinates to the point whose number is in the int local {@code number}. */
    void locate(int number) {
        code.load(Type.INT_TYPE, number);
        for (int axis = inner; axis > 0; axis--) {
            code.insn(DUP);
            pushExtent(axis);
            code.insn(IREM);
            code.store(Type.INT_TYPE, local(axis));
            pushExtent(axis);
            code.insn(IDIV);
        }
        code.store(Type.INT_TYPE, local(0));
    }

    /** The dtype whose vectors have as many lanes as a part for lanes does points; before {@link #emit}. */
    void vectorOver(DType lanesOf) {
        this.lanesOf = lanesOf;
    }

    /** Pushes how many points a part for lanes does at once. */
    void pushLanes() {
        VectorTypes.length(code.to, Objects.requireNonNull(lanesOf));
    }

    private void vectorLoop(int stop, Part lanes) {
        Label next = new Label();
        Label end = new Label();
        int last = code.local(Type.INT_TYPE);
        code.load(Type.INT_TYPE, stop);
        pushLanes();
        code.insn(ISUB);
        code.store(Type.INT_TYPE, last);
        code.label(next);
        code.load(Type.INT_TYPE, local(inner));
        code.load(Type.INT_TYPE, last);
        code.jump(IF_ICMPGT, end);
        lanes.emit();
        code.load(Type.INT_TYPE, local(inner));
        pushLanes();
        code.insn(IADD);
        code.store(Type.INT_TYPE, local(inner));
        code.jump(GOTO, next);
        code.label(end);
    }

    private void innerLoop(int stop, @Nullable Part lanes, Part point) {
        if (lanes != null) {
            vectorLoop(stop, lanes);
        }
        Label next = new Label();
        Label end = new Label();
        code.label(next);
        code.load(Type.INT_TYPE, local(inner));
        code.load(Type.INT_TYPE, stop);
        code.jump(IF_ICMPGE, end);
        point.emit();
        code.to.visitIincInsn(local(inner), 1);
        code.jump(GOTO, next);
        code.label(end);
    }

    /** To the next row. */
    private void step(Label next) {
        code.insn(ICONST_0);
        code.store(Type.INT_TYPE, local(inner));
        for (int axis = inner - 1; axis > 0; axis--) {
            code.to.visitIincInsn(local(axis), 1);
            code.load(Type.INT_TYPE, local(axis));
            pushExtent(axis);
            code.jump(IF_ICMPLT, next);
            code.insn(ICONST_0);
            code.store(Type.INT_TYPE, local(axis));
        }
        code.to.visitIincInsn(local(0), 1);
        code.jump(GOTO, next);
    }
}
