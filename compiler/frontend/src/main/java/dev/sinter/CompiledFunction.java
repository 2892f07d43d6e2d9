package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Executable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A traced function as a program. Its states are the tensors of the module or optimiser that it was traced with. */
public final class CompiledFunction {
    private final Trace trace;
    private final Executable program;
    private final List<Storage> states = new ArrayList<>();
    /** The values whose buffers this function updates in place: nobody else may read them later. */
    private final @Nullable Value[] owned;
    private final boolean[] updated;

    CompiledFunction(Trace trace, Executable program) {
        this.trace = trace;
        this.program = program;
        trace.state().values().forEach(tensor -> states.add(tensor.variable().storage()));
        owned = new @Nullable Value[states.size()];
        updated = new boolean[states.size()];
        List<String> names = List.copyOf(trace.state().keySet());
        for (int i = 0; i < updated.length; i++) {
            updated[i] = trace.graph().outputs().containsKey(names.get(i));
        }
    }

    /** The program itself. */
    public Executable program() {
        return program;
    }

    public Trace trace() {
        return trace;
    }

    /** The name, what it takes and what it gives. */
    @Override
    public String toString() {
        return trace.graph().toString().lines().findFirst().orElseThrow().replace("graph @", "compiled @")
                .replace(" {", "");
    }

    /** The only result of the function for these arguments. */
    public Tensor call(Tensor... arguments) {
        List<Tensor> results = callAll(arguments);
        if (results.size() != 1) {
            throw new Diagnostic(trace.graph().name() + " has " + results.size() + " results, not one; use callAll");
        }
        return results.get(0);
    }

    /**
     * The results of the function for these arguments; states that it writes have their new values afterwards, or, where the call fails
     * because of an index or a division by zero, their old ones.
     */
    public synchronized List<Tensor> callAll(Tensor... arguments) {
        List<String> names = trace.arguments();
        if (arguments.length != names.size()) {
            throw new Diagnostic(trace.graph().name() + " takes " + names.size()
                    + (names.size() == 1 ? " argument, " : " arguments, ") + names + ", not "
                    + arguments.length);
        }
        @Nullable Buffer[] inputs = new @Nullable Buffer[arguments.length + owned.length];
        for (int i = 0; i < arguments.length; i++) {
            inputs[i] = arguments[i].buffer();
        }
        for (int i = 0; i < owned.length; i++) {
            inputs[arguments.length + i] = state(i);
        }
        for (int i = 0; i < arguments.length; i++) {
            inputs[i] = apartFromStates(Objects.requireNonNull(inputs[i]), inputs, arguments.length);
        }
        @Nullable Buffer[] outputs = new @Nullable Buffer[trace.graph().outputs().size()];
        program.run(inputs, outputs);
        List<Tensor> results = new ArrayList<>();
        int i = 0;
        for (String name : trace.graph().outputs().keySet()) {
            Buffer result = Objects.requireNonNull(outputs[i++]);
            if (!trace.state().containsKey(name)) {
                results.add(Tensor.of(result));
            }
        }
        for (int k = 0; k < updated.length; k++) {
            if (updated[k]) {
                states.get(k).written(Objects.requireNonNull(inputs[arguments.length + k]));
            }
        }
        return results;
    }

    /** The argument, or a copy of it where the call would overwrite it as a state. */
    private Buffer apartFromStates(Buffer argument, @Nullable Buffer[] inputs, int firstState) {
        for (int i = 0; i < updated.length; i++) {
            if (updated[i] && Objects.requireNonNull(inputs[firstState + i]).array() == argument.array()) {
                return argument.copy();
            }
        }
        return argument;
    }

    /** The buffer of a state; one that will be overwritten is copied first where a recording or another tensor may still read it. */
    private Buffer state(int i) {
        Storage storage = states.get(i);
        if (storage.isShared()) {
            return storage.buffer();
        }
        Value value = storage.argument();
        if (updated[i] && (value != owned[i] || value.isBound())) {
            value = Value.known(value.force().copy());
            storage.replace(value);
            owned[i] = value;
        }
        return value.force();
    }
}
