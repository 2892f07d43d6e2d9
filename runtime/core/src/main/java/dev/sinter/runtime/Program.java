package dev.sinter.runtime;

import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compiled entry point for the CPU: steps over numbered arrays; the compiler generates the subclasses.
 *
 * <p><b>What a subclass is.</b> It calls {@link #Program(String...)} with its {@linkplain Plan#text() plan} and overrides
 * {@link #step}, no more:
 *
 * <pre>{@code
 * public final class Predict extends Program {
 *     public Predict() {
 *         super("entry predict\n"
 *             + "input x f32[N,4]\n"      // slot 0
 *             + "output y f32[N,4]\n"     // slot 1
 *             + "scratch f32 4*N\n"       // slot 2
 *             + "step scale 4*N 100\n"    // step 0
 *             + "step relu 4*N 100\n");   // step 1
 *     }
 *
 *     protected void step(int step, long lo, long hi) {
 *         switch (step) {
 *             case 0 -> scale((float[]) slots[0], (float[]) slots[2], (int) lo, (int) hi);
 *             case 1 -> relu((float[]) slots[2], (float[]) slots[1], (int) lo, (int) hi);
 *             default -> throw unknown(step);
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p><b>What it may rely on</b> when {@code step(k, lo, hi)} is called:
 * <ul>
 * <li>Steps run in the order of the plan, those of a {@link Region} as it says; all units of one are done, and visible, before the
 *     next begins. A step with 0 units is left out.
 * <li>{@code 0 <= lo < hi <= units}; the calls for one step cover each unit once, in any order, cut anywhere, on any threads at the
 *     same time. So units must write disjoint elements and must not read what another unit of the same step writes.
 * <li>{@code slots[i]} is the array of input {@code i}, then come the outputs, then the scratch arrays; each of the kind that
 *     {@link Buffer} gives its dtype. Arrays of inputs and outputs are exactly as long as they have elements. Scratch arrays may be
 *     longer and hold anything at the start of a call.
 * <li>The slot of an output that updates an input holds that same input's array. The program must leave the new value there, and
 *     must not write it while a later unit or step still needs the old one.
 * <li>Apart from that no two slots hold the same array. Inputs that are not updated are not written.
 * <li>{@code sizes[k]} is the value of symbol {@code k} of {@link Signature#symbols}.
 * <li>All bool elements are 0 or 1, and must be when written.
 * </ul>
 *
 * <p><b>Two forms.</b> A step may have a vector form beside the scalar one. A program begins with the scalar forms; those of steps
 * that become hot are tried in the background, and used once they are faster. With the system property {@code sinter.vector=always} they are
 * used from the start. The bits are the same.
 *
 * <p>Calls of one program take turns; programs that shall run at the same time are separate instances. After the first call with
 * given sizes, calls allocate nothing (but outputs that the caller did not provide). When a step throws, outputs and updated inputs
 * are left half written.
 */
public abstract class Program implements Executable {
    /** Below this a step is not worth a hand-over between threads, which takes about a third of a microsecond. */
    private static final double SHARED_PICOSECONDS = 2e6;
    private static final double CHUNK_PICOSECONDS = 1e6;
    /** A step that has taken so much time is worth what it takes to make its vector form fast. */
    private static final long HOT_NANOS = 10_000_000;

    /** The arrays of inputs, outputs and scratch, in this order. */
    protected final Object[] slots;
    /** The values of the symbols in this call. */
    protected final long[] sizes;
    /** For each step whether its vector form runs; only of those that have one, see {@link #hasVectors}. */
    protected final boolean[] vectors;

    private final Plan plan;
    private final Binding binding;
    private final DimCode[][] scratchLengths;
    private final DimCode[] stepUnits;
    private final DimCode[] stepCosts;
    private final long[] units;
    private final long[] grains;
    private final long[] costs;
    /** The branches and loops among the steps. */
    private final Flow[] flows;
    /** How many nanoseconds each step has taken in its scalar form, until its vector form was asked for. */
    private final long[] taken;
    private boolean isChosen;
    private boolean isTrying;
    private volatile long calls;
    /** The symbols' values that scratch and units are made for. */
    private final long[] prepared;
    private boolean isPrepared;
    private @Nullable WorkerTeam team;

    // Not a lambda: the first lambda of a JVM costs tens of milliseconds, and this is the way to a first prediction.
    private final WorkerTeam.Task task = new WorkerTeam.Task() {
        @Override
        public void run(int step, long lo, long hi) {
            step(step, lo, hi);
        }
    };

    /** A program whose plan is this text; it may come in several pieces, as a constant of a class file is limited to 64 KiB. */
    protected Program(String... plan) {
        this(Plan.parse(String.join("", plan)));
    }

    private Program(Plan plan) {
        this.plan = plan;
        binding = new Binding(plan.signature());
        sizes = binding.symbols();
        slots = new Object[plan.scratchSlot(plan.scratch().size())];
        scratchLengths = new DimCode[plan.scratch().size()][];
        for (int i = 0; i < scratchLengths.length; i++) {
            List<Dim> lengths = plan.scratch().get(i).lengths();
            scratchLengths[i] = new DimCode[lengths.size()];
            for (int k = 0; k < lengths.size(); k++) {
                scratchLengths[i][k] = binding.code(lengths.get(k));
            }
        }
        stepUnits = new DimCode[plan.steps().size()];
        stepCosts = new DimCode[stepUnits.length];
        for (int i = 0; i < stepUnits.length; i++) {
            stepUnits[i] = binding.code(plan.steps().get(i).units());
            stepCosts[i] = binding.code(plan.steps().get(i).cost());
        }
        units = new long[stepUnits.length];
        grains = new long[stepUnits.length];
        costs = new long[stepUnits.length];
        flows = Flow.of(plan.regions(), binding);
        vectors = new boolean[stepUnits.length];
        taken = new long[stepUnits.length];
        prepared = new long[sizes.length];
    }

    /** Does the units {@code lo <= unit < hi} of {@code step}; the class comment says what it may rely on. */
    protected abstract void step(int step, long lo, long hi);

    /**
     * Whether {@code step} has a second form, in vectors, that this JVM can run and that gives the same bits. It runs where
     * {@link #vectors} says so.
     */
    protected boolean hasVectors(int step) {
        return false;
    }

    /** Another program of this class, on which vector forms are tried; null where there are none. */
    protected @Nullable Program twin() {
        return null;
    }

    /** Runs vector forms from now on, without waiting until a step is hot and its vector form has proved to be faster. */
    public final void useVectors() {
        for (int step = 0; step < vectors.length; step++) {
            useVectors(step);
        }
    }

    final void useVectors(int step) {
        vectors[step] = hasVectors(step);
    }

    final void useScalars(int step) {
        vectors[step] = false;
    }

    /** What to throw for a step that there is not. */
    protected final IllegalArgumentException unknown(int step) {
        return new IllegalArgumentException(plan.signature().entry() + " has no step " + step);
    }

    public final Plan plan() {
        return plan;
    }

    @Override
    public final Signature signature() {
        return plan.signature();
    }

    /** Runs the following calls on this team instead of the {@linkplain WorkerTeam#shared() shared} one. */
    public final synchronized void setTeam(WorkerTeam team) {
        this.team = team;
    }

    @Override
    public final synchronized void run(@Nullable Buffer[] inputs, @Nullable Buffer[] outputs) {
        binding.bind(inputs);
        binding.provide(inputs, outputs);
        if (!isPrepared || !Arrays.equals(prepared, sizes)) {
            prepare();
        }
        WorkerTeam workers = team;
        if (workers == null) {
            workers = WorkerTeam.shared();
            team = workers;
        }
        int callers = inputs.length + outputs.length;
        try {
            fill(0, inputs);
            fill(inputs.length, outputs);
            calls++;
            run(workers, 0, units.length, flows);
            isTrying = isTrying && hasCandidates();
        } catch (ArithmeticException e) {
            // Kernels throw the JVM's own, which has no message once they are compiled.
            ArithmeticException named = new ArithmeticException(
                    signature().entry() + ": an integer is divided by zero");
            named.initCause(e);
            throw named;
        } finally {
            // A program that waits for its next call must not keep the caller's tensors alive.
            Arrays.fill(slots, 0, callers, null);
        }
    }

    /** Runs a range of steps, and the regions among them as they say. */
    private void run(WorkerTeam workers, int from, int end, Flow[] inner) {
        int at = from;
        for (Flow flow : inner) {
            steps(workers, at, flow.region.first());
            run(workers, flow);
            at = flow.region.end();
        }
        steps(workers, at, end);
    }

    private void run(WorkerTeam workers, Flow flow) {
        Region region = flow.region;
        switch (region.kind()) {
            case CHOICE :
                if (holds(region.slot())) {
                    run(workers, region.first(), region.middle(), flow.before);
                } else {
                    run(workers, region.middle(), region.end(), flow.after);
                }
                break;
            case WHILE :
                run(workers, region.first(), region.middle(), flow.before);
                while (holds(region.slot())) {
                    run(workers, region.middle(), region.end(), flow.after);
                    run(workers, region.first(), region.middle(), flow.before);
                }
                break;
            default :
                boolean up = region.kind() == Region.Kind.UP;
                long[] round = (long[]) slots[region.slot()];
                for (long i = 0; i < flow.times; i++) {
                    round[0] = up ? i : flow.times - 1 - i;
                    run(workers, region.first(), region.end(), flow.before);
                }
        }
    }

    private boolean holds(int slot) {
        return ((byte[]) slots[slot])[0] != 0;
    }

    /** Runs steps, and measures those whose vector form has not been asked for yet. */
    private void steps(WorkerTeam workers, int from, int end) {
        for (int step = from; step < end; step++) {
            if (!isTrying || !isCandidate(step)) {
                workers.run(task, step, units[step], grains[step]);
                continue;
            }
            long start = System.nanoTime();
            workers.run(task, step, units[step], grains[step]);
            long nanos = System.nanoTime() - start;
            taken[step] += nanos;
            if (taken[step] >= HOT_NANOS) {
                VectorTrial.request(this, step, nanos);
            }
        }
    }

    private boolean isCandidate(int step) {
        return taken[step] < HOT_NANOS && !vectors[step] && hasVectors(step);
    }

    private boolean hasCandidates() {
        for (int step = 0; step < units.length; step++) {
            if (isCandidate(step)) {
                return true;
            }
        }
        return false;
    }

    /** How often it has been called. */
    final long calls() {
        return calls;
    }

    /** How many units of a step are about so much work, at least one. */
    final long slice(int step, double picoseconds) {
        return Math.min(units[step], (long) Math.max(1, picoseconds / Math.max(costs[step], 1)));
    }

    /** A twin with arrays of zeros and the sizes of the latest call, or null where that would take too many bytes. */
    final @Nullable Program equippedTwin(long mostBytes) {
        Program twin = twin();
        if (twin == null) {
            return null;
        }
        synchronized (this) {
            System.arraycopy(prepared, 0, twin.sizes, 0, sizes.length);
        }
        List<TensorType> types = new ArrayList<>();
        plan.signature().inputs().forEach(input -> types.add(input.type()));
        plan.signature().outputs().forEach(output -> types.add(output.type()));
        long[] counts = new long[types.size()];
        double bytes = twin.scratchBytes();
        for (int i = 0; i < counts.length; i++) {
            Dim count = types.get(i).shape().numel();
            counts[i] = twin.binding.evaluate(twin.binding.code(count), count);
            bytes += (double) counts[i] * types.get(i).dtype().bytes();
        }
        if (bytes > mostBytes) {
            return null;
        }
        for (int i = 0; i < counts.length; i++) {
            twin.slots[i] = Elements.newArray(types.get(i).dtype(), (int) counts[i]);
        }
        twin.prepare();
        return twin;
    }

    private double scratchBytes() {
        double bytes = 0;
        for (int i = 0; i < scratchLengths.length; i++) {
            Plan.Scratch scratch = plan.scratch().get(i);
            long length = 0;
            for (int k = 0; k < scratchLengths[i].length; k++) {
                length = Math.max(length, binding.evaluate(scratchLengths[i][k], scratch.lengths().get(k)));
            }
            bytes += (double) length * scratch.dtype().bytes();
        }
        return bytes;
    }

    private void fill(int first, @Nullable Buffer[] buffers) {
        for (int i = 0; i < buffers.length; i++) {
            Buffer buffer = buffers[i];
            if (buffer != null) {
                slots[first + i] = buffer.array();
            }
        }
    }

    /** Makes scratch arrays long enough and cuts the steps for new values of the symbols. */
    private void prepare() {
        isPrepared = false;
        for (int i = 0; i < scratchLengths.length; i++) {
            Plan.Scratch scratch = plan.scratch().get(i);
            long length = 0;
            for (int k = 0; k < scratchLengths[i].length; k++) {
                length = Math.max(length, binding.evaluate(scratchLengths[i][k], scratch.lengths().get(k)));
            }
            int slot = plan.scratchSlot(i);
            // From null on: a slot without an array has -1 elements, so that even an empty one gets its array.
            if (slots[slot] == null || Elements.length(scratch.dtype(), slots[slot]) < length) {
                slots[slot] = Elements.newArray(scratch.dtype(), Elements.count(scratch.dtype(), new long[]{length}));
            }
        }
        for (int i = 0; i < units.length; i++) {
            Plan.Step step = plan.steps().get(i);
            units[i] = binding.evaluate(stepUnits[i], step.units());
            // Without units there is no cost per unit: it may be a quotient by their number.
            costs[i] = units[i] == 0 ? 0 : binding.evaluate(stepCosts[i], step.cost());
            grains[i] = units[i] == 0 ? 1 : grain(units[i], costs[i]);
        }
        Flow.prepare(flows, binding);
        System.arraycopy(sizes, 0, prepared, 0, sizes.length);
        isPrepared = true;
        if (!isChosen) {
            isChosen = true;
            isTrying = !VectorSupport.always();
            if (!isTrying) {
                useVectors();
            }
        }
    }

    private static long grain(long units, long cost) {
        double whole = (double) units * cost;
        return whole < SHARED_PICOSECONDS ? Math.max(units, 1) : (long) Math.ceil(CHUNK_PICOSECONDS / cost);
    }
}
