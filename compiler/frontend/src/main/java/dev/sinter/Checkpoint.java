package dev.sinter;

import dev.sinter.ir.Body;
import dev.sinter.ir.Custom;
import dev.sinter.ir.Node;
import java.util.function.UnaryOperator;

/**
 * A value computed once for those who read it, and once more, from behind a barrier, for its derivative. The second computation is part
 * of the graph but is only run when something flows back.
 */
final class Checkpoint {
    private Checkpoint() {}

    static Tensor of(UnaryOperator<Tensor> function, Tensor x) {
        Tensor next = RandomStream.shared().next();
        Value drawn = next.variable().storage().value();
        Tensor value = Sinter.noGrad(() -> function.apply(x));
        Recorder recorder = Recorder.mine();
        if (!recorder.gradEnabled() || recorder.isInference()) {
            return value;
        }
        Value later = next.variable().storage().value();
        // The same random numbers again.
        next.variable().storage().replace(drawn);
        Recording recording = recorder.recordingFor(new Tensor[]{x}, recorder.tracks(x));
        Node seen = x.in(recording, true);
        Node barred = recording.barrier(seen);
        Tensor again = Tensor.of(new Storage(Value.pending(recording, barred)));
        if (x.requiresGrad()) {
            again.variable().setHistory(
                    History.of("checkpoint", Recorder.histories(recording, x), recording, barred));
        }
        Tensor tracked = function.apply(again);
        next.variable().storage().replace(later);
        if (!tracked.requiresGrad()) {
            return value;
        }
        Recording last = recorder.recordingFor(new Tensor[]{tracked, value}, true);
        Body through = Body.parse("{graph @through(%flow: " + value.type() + ") { return %flow }}");
        Node node = last.add(new Custom(through), value.in(last, true), tracked.in(last, true));
        Tensor result = Tensor.of(new Storage(Value.pending(last, node)));
        result.variable().setHistory(
                History.of("checkpoint", Recorder.histories(last, tracked), last, node));
        return result;
    }
}
