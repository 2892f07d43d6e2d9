package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/**
 * The form of maps over windows: of maps with axes of few steps, such as the window of a pooling, and of those that read every second element.
 *
 * <p>The axes of few steps have no loop: their points are written out, so that the loop around them is the inner one, and what they have
 * in common is computed once. These points together are a unit.
 *
 * @param nest      a map whose axes of few steps are the innermost
 * @param written   how many of the innermost axes are written out
 * @param hasVector whether {@link WindowVectors} can write it
 */
record WindowForm(Nest nest, int written, boolean hasVector) implements Form {
    /** A longer axis is a loop. */
    private static final int LONGEST_WRITTEN = 4;
    private static final int MOST_COPIES = 8;
    private static final int MOST_INSTRUCTIONS = 120;

    /** The form of a nest, or null where it gains nothing by it. */
    static @Nullable WindowForm of(Nest nest, boolean vector) {
        if (nest.fold() != null || nest.isUpdate()) {
            return null;
        }
        List<Integer> around = new ArrayList<>(nest.freeAxes());
        List<Integer> small = new ArrayList<>();
        long copies = 1;
        for (int axis = nest.free().size() - 1; axis >= 0 && around.size() > 1; axis--) {
            Dim extent = nest.extent(axis);
            if (extent.isConstant() && extent.constant() <= Math.min(LONGEST_WRITTEN, MOST_COPIES / copies)) {
                small.add(0, axis);
                if (instructions(nest, small, copies * extent.constant()) <= MOST_INSTRUCTIONS) {
                    copies *= extent.constant();
                    around.remove(Integer.valueOf(axis));
                    continue;
                }
                small.removeFirst();
            }
            if (small.isEmpty()) {
                break;
            }
        }
        if (small.isEmpty()) {
            return vector && WindowVectors.fits(new WindowForm(nest, 0, false)) ? new WindowForm(nest, 0, true) : null;
        }
        Normaliser.Grouped apart = Normaliser.merge(nest, List.of(around, small), 0);
        WindowForm form = new WindowForm(apart.nest(), apart.groups().get(1).size(), false);
        return vector && WindowVectors.fits(form) ? new WindowForm(form.nest, form.written, true) : form;
    }

    /** How many instructions a map has whose {@code small} axes are written out: those that depend on them once for each copy. */
    private static long instructions(Nest nest, List<Integer> small, long copies) {
        long all = Cost.instructions(nest.body());
        long apart = Cost.instructions(nest.body(),
                leaf -> Axes.of(nest, leaf).stream().anyMatch(small::contains));
        return all - apart + copies * apart;
    }

    @Override
    public String name() {
        return "map";
    }

    /** The axes that are loops. */
    private List<Integer> around() {
        return nest.freeAxes().subList(0, nest.free().size() - written);
    }

    /** How many points a unit is. */
    private int copies() {
        int copies = 1;
        for (Dim extent : nest.free().subList(around().size(), nest.free().size())) {
            copies *= Math.toIntExact(extent.constant());
        }
        return copies;
    }

    @Override
    public Dim units() {
        Dim units = Dim.ONE;
        for (int axis : around()) {
            units = units.times(nest.extent(axis));
        }
        return units;
    }

    @Override
    public Dim cost() {
        return Cost.ofPoint(nest).times(copies());
    }

    /**
     * The points of a unit, lowered.
     *
     * @param coordinate the coordinate of the inner loop
     * @param results    the value of each
     * @param positions  where each goes
     */
    record Points(FreeLoops loops, Value coordinate, List<Value> results, List<Value> positions) {}

    Points points(MethodCode code, Values values) {
        FreeLoops loops = new FreeLoops(nest, around(), code, new Lowering(nest, values));
        loops.define(FreeLoops.ROW);
        List<Value> results = new ArrayList<>();
        List<Value> positions = new ArrayList<>();
        for (int copy = 0; copy < copies(); copy++) {
            int rest = copy;
            for (int axis = nest.free().size() - 1; axis >= around().size(); axis--) {
                int extent = Math.toIntExact(nest.extent(axis).constant());
                values.alias("#" + axis, values.constant(Type.INT_TYPE, rest % extent));
                rest /= extent;
            }
            Lowering lowering = new Lowering(nest, values);
            results.add(lowering.expr(nest.result()));
            positions.add(lowering.position(nest.write(), null));
        }
        return new Points(loops, loops.coordinate(), results, positions);
    }

    /** The extent of the inner loop. */
    Dim row() {
        return nest.extent(around().size() - 1);
    }

    @Override
    public void write(KernelClass to, boolean vector) {
        Parameters parameters = Parameters.of(nest);
        Values values = new Values();
        MethodCode code = to.method(KernelClass.RUN, parameters.descriptor("JJ", "V"));
        int first = code.local(Type.LONG_TYPE);
        int last = code.local(Type.LONG_TYPE);
        parameters.define(code, values);
        Points points = points(code, values);
        Region region = new Region().need(0, points.loops.needs()).need(FreeLoops.POINT, points.results)
                .need(FreeLoops.POINT, points.positions);
        region.open(0, code);
        int lo = code.local(Type.INT_TYPE);
        int hi = code.local(Type.INT_TYPE);
        GeneralForm.toInt(code, first, lo);
        GeneralForm.toInt(code, last, hi);
        if (vector) {
            WindowVectors vectors = new WindowVectors(nest.dtype(), points, code, to);
            vectors.spread(0);
            points.loops.emitRuns(lo, hi, () -> {
                region.open(FreeLoops.ROW, code);
                vectors.spread(FreeLoops.ROW);
            }, vectors::emit);
        } else {
            points.loops.emit(lo, hi, () -> region.open(FreeLoops.ROW, code), () -> {
                region.open(FreeLoops.POINT, code);
                for (int copy = 0; copy < points.results.size(); copy++) {
                    code.to.visitVarInsn(ALOAD, code.named(Parameters.OUTPUT));
                    code.push(points.positions.get(copy));
                    code.push(points.results.get(copy));
                    code.storeElement(nest.dtype());
                }
            });
        }
        code.insn(RETURN);
        code.end();
    }
}
