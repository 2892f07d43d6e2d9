package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Strict;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.List;
import java.util.Locale;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * The vector form of {@code chunk1}, see {@link LaneMethods}: the partial results of {@link Strict} are the lanes of a few vectors.
 *
 * <p>Points are taken in groups of {@link Strict#LANES}; a run of neighbours, which ends where an outer folded coordinate steps, may begin and
 * end within a group, whose other lanes are masked. How many vectors there are follows from the machine, so there is a method for each
 * number, and the class takes one of them.
 */
final class VectorLanes {
    /** Shorter rows would be mostly masks. */
    private static final long SHORTEST_ROW = 6;

    private final Nest nest;
    private final KernelClass to;
    private final Parameters parameters;
    private final String descriptor;
    private final DType dtype;
    private final Type type;
    private final Type vector;
    private Lanes lanes = Lanes.NARROW;

    VectorLanes(Nest nest, KernelClass to) {
        this.nest = nest;
        this.to = to;
        this.parameters = Parameters.of(nest);
        this.dtype = nest.body().type();
        this.type = Carrier.of(dtype);
        this.vector = VectorTypes.type(dtype);
        this.descriptor = parameters.descriptor("II" + "I".repeat(nest.free().size()), type.getDescriptor());
    }

    /** Whether a nest folds rows of neighbours that vectors can take. */
    static boolean fits(Nest nest) {
        if (nest.fold() == null || nest.fold() == Fold.CONTRACT || nest.fold() == Fold.ARGMAX
                || nest.fold() == Fold.ARGMIN
                || MapVectors.width(nest.body().type()) == 0) {
            return false;
        }
        Dim row = nest.folded().get(nest.folded().size() - 1);
        if (row.isConstant() && row.constant() < SHORTEST_ROW) {
            return false;
        }
        Looked looked = new VectorLanes(nest, new KernelClass("Look", new Tiles("Look"))).look("look");
        return looked.fit.fits() && looked.body.level == 2
                && budget(looked.fit, Strict.LANES / most(looked.fit.lanes()));
    }

    /** Lanes of the longest vectors, 512 bits. */
    private static int most(Lanes lanes) {
        return 512 / lanes.counting().bits();
    }

    private static boolean budget(VectorFit fit, int vectors) {
        return 2 * vectors * (fit.calls() + 2) + 20 <= VectorFit.MOST_CALLS;
    }

    /** A method whose body has been lowered. */
    private record Looked(MethodCode code, int start, int count, Values values, Lowering lowering, FreeLoops loops,
            Value body,
            VectorFit fit) {}

    private Looked look(String method) {
        MethodCode code = to.method(method, descriptor);
        int start = code.local(Type.INT_TYPE);
        int count = code.local(Type.INT_TYPE);
        Values values = new Values();
        LaneMethods.define(nest, parameters, code, values);
        Lowering lowering = new Lowering(nest, values);
        FreeLoops loops = new FreeLoops(nest, nest.foldedAxes(), code, lowering);
        loops.define(1);
        values.keepFaultsAt(2);
        Value body = lowering.expr(nest.body());
        VectorFit fit = VectorFit.of(loops.coordinate(), List.of(body), List.of());
        return new Looked(code, start, count, values, lowering, loops, body, fit);
    }

    /** Writes {@code chunk1}; {@code scalar} is the method to call where no number of vectors fits. */
    void write(String scalar) {
        VectorFit fit = new VectorLanes(nest, new KernelClass("Look", new Tiles("Look"))).look("look").fit;
        lanes = fit.lanes();
        MethodCode code = to.method("chunk1", descriptor);
        int start = code.local(Type.INT_TYPE);
        int count = code.local(Type.INT_TYPE);
        LaneMethods.define(nest, parameters, code, new Values());
        // Of no points there are no coordinates: an extent may be 0, by which nothing can be divided.
        Label empty = new Label();
        code.load(Type.INT_TYPE, count);
        code.jump(IFLE, empty);
        for (int length = most(lanes); length >= most(lanes) / 4; length /= 2) {
            int vectors = Strict.LANES / length;
            if (!budget(fit, vectors)) {
                continue;
            }
            Label other = new Label();
            length(code);
            code.integer(length);
            code.jump(IF_ICMPNE, other);
            call(code, start, count, "chunk1x" + vectors);
            code.label(other);
            method("chunk1x" + vectors, vectors);
        }
        code.label(empty);
        call(code, start, count, scalar);
        code.end();
    }

    private void length(MethodCode code) {
        VectorTypes.length(code.to, lanes.counting());
    }

    private void call(MethodCode code, int start, int count, String method) {
        code.load(Type.INT_TYPE, start);
        code.load(Type.INT_TYPE, count);
        LaneMethods.passRest(nest, parameters, code);
        code.call(to.internalName(), method, descriptor);
        code.insn(type.getOpcode(IRETURN));
    }

    private void method(String name, int vectors) {
        Looked looked = look(name);
        MethodCode code = looked.code;
        IntCode ints = new IntCode(code);
        ints.local("start", looked.start);
        ints.local("count", looked.count);
        VectorCode body = MapVectors.code(code, looked.loops.coordinate(), to, List.of(looked.body), List.of());
        Region region = new Region().need(0, looked.loops.needs()).need(2, looked.body);
        int identity = code.local(vector);
        species(code, dtype);
        code.constant(type, Identity.of(nest));
        VectorTypes.broadcast(code.to, dtype);
        code.store(vector, identity);
        int[] partial = new int[vectors];
        for (int k = 0; k < vectors; k++) {
            partial[k] = code.local(vector);
            code.load(vector, identity);
            code.store(vector, partial[k]);
        }
        region.open(0, code);
        body.spread(0);
        int at = code.named(looked.loops.coordinate().name);
        ints.local("at", at);
        ints.set("position", "start");
        ints.set("end", "start count +");
        boolean single = nest.folded().size() == 1;
        looked.loops.emitRuns(ints.local("position"), ints.local("end"), () -> {
            region.open(1, code);
            body.spread(1);
        }, stop -> {
            ints.local("stop", stop);
            // A coordinate plus delta is the point's position; the group begins at a multiple of LANES after start.
            ints.set("delta", single ? "0" : "position stop -");
            ints.set("first", "at");
            ints.push("at at delta + start -");
            code.integer(Strict.LANES - 1);
            code.insn(IAND);
            code.insn(ISUB);
            code.store(Type.INT_TYPE, ints.local("group"));
            groups(code, ints, body, looked.body, partial, identity, at);
        });
        combine(code, partial);
        code.end();
    }

    private void groups(MethodCode code, IntCode ints, VectorCode body, Value value, int[] partial, int identity,
            int at) {
        Label next = new Label();
        Label end = new Label();
        Label masked = new Label();
        Label step = new Label();
        code.label(next);
        ints.push("group stop");
        code.jump(IF_ICMPGE, end);
        ints.push("group first");
        code.jump(IF_ICMPLT, masked);
        ints.push("group " + Strict.LANES + " + stop");
        code.jump(IF_ICMPGT, masked);
        for (int k = 0; k < partial.length; k++) {
            lane(code, ints, k, at);
            body.open();
            code.load(vector, partial[k]);
            body.push(value);
            apply(code);
            code.store(vector, partial[k]);
            body.close();
        }
        code.jump(GOTO, step);
        code.label(masked);
        Type maskType = Type.getObjectType(VectorTypes.MASK_NAME);
        int mask = code.local(maskType);
        body.mask(mask);
        for (int k = 0; k < partial.length; k++) {
            lane(code, ints, k, at);
            RunCopy.compare(code, lanes.counting(), "GE", ints.local("first"), at);
            RunCopy.compare(code, lanes.counting(), "LT", ints.local("stop"), at);
            VectorTypes.mask(code.to, "and");
            code.store(maskType, mask);
            body.open();
            code.load(vector, partial[k]);
            code.load(vector, identity);
            body.push(value);
            body.pushMask(dtype);
            VectorTypes.blend(code.to, dtype);
            apply(code);
            code.store(vector, partial[k]);
            body.close();
        }
        body.mask(-1);
        code.label(step);
        ints.set("group", "group " + Strict.LANES + " +");
        code.jump(GOTO, next);
        code.label(end);
    }

    /** Sets the coordinate to that of the first lane of vector {@code k}. */
    private void lane(MethodCode code, IntCode ints, int k, int at) {
        ints.push("group");
        if (k > 0) {
            code.integer(k);
            length(code);
            code.insn(IMUL);
            code.insn(IADD);
        }
        code.store(Type.INT_TYPE, at);
    }

    private void species(MethodCode code, DType of) {
        lanes.species(code.to, of, to.internalName());
    }

    private void apply(MethodCode code) {
        String method = Identity.fold(nest).combine().name().toLowerCase(Locale.ROOT);
        VectorTypes.call(code.to, dtype, method, 1);
    }

    /** The tree: first whole vectors, then the halves of one. */
    private void combine(MethodCode code, int[] partial) {
        for (int half = partial.length / 2; half >= 1; half /= 2) {
            for (int k = 0; k < half; k++) {
                code.load(vector, partial[k]);
                code.load(vector, partial[k + half]);
                apply(code);
                code.store(vector, partial[k]);
            }
        }
        for (int half = Strict.LANES / partial.length / 2; half >= 1; half /= 2) {
            code.load(vector, partial[0]);
            code.load(vector, partial[0]);
            code.integer(half);
            code.to.visitMethodInsn(INVOKEVIRTUAL, VectorTypes.name(dtype), "slice",
                    "(I)" + VectorTypes.descriptor(dtype), false);
            apply(code);
            code.store(vector, partial[0]);
        }
        code.load(vector, partial[0]);
        code.insn(ICONST_0);
        code.to.visitMethodInsn(INVOKEVIRTUAL, VectorTypes.name(dtype), "lane", "(I)" + type.getDescriptor(), false);
        code.insn(type.getOpcode(IRETURN));
    }
}
