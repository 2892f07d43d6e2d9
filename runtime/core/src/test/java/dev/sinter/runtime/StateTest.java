package dev.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateTest {
    @TempDir Path folder;

    private final Artifact model = new HandWritten.Model();
    private final Buffer x = Buffer.of(new float[]{1, 2, 3, 4}, 2, 2);

    @Test
    void isSharedByTheEntriesOfAModel() throws IOException {
        State state = model.initialState();
        Entry predict = model.entry("predict", state);
        Entry nudge = model.entry("nudge", state);
        assertThat(predict.call(Map.of("x", x)).get("y").floats()).containsExactly(0, 10.5f, 5, 22.5f);
        Map<String, Buffer> nudged = nudge.call(Map.of("x", x, "rate", Buffer.of(new float[]{5})));
        assertThat(nudged).containsOnlyKeys("mean");
        assertThat(state.get("b").floats()).containsExactly(0, 15.5f);
        assertThat(predict.call(Map.of("x", x)).get("y").floats()).containsExactly(7, 25.5f, 15, 37.5f);
    }

    @Test
    void allocatesNothingPerCallOfAnEntry() throws IOException {
        Entry nudge = model.entry("nudge", model.initialState());
        Buffer[] arguments = {x, Buffer.of(new float[]{0.25f})};
        Buffer[] results = new Buffer[1];
        assertThat(Allocation.leastOf(() -> nudge.call(arguments, results))).isZero();
    }

    @Test
    void comesBackFromAFileBitForBit() throws IOException {
        State state = model.initialState();
        model.entry("nudge", state).call(Map.of("x", x, "rate", Buffer.of(new float[]{0.1f})));
        Path file = folder.resolve("state.safetensors");
        state.save(file);
        State restored = model.initialState();
        Buffer b = restored.get("b");
        restored.restore(file);
        assertThat(restored.get("b")).isSameAs(b);
        assertThat(b.sameBits(state.get("b"))).isTrue();
        assertThat(State.load(file).names()).containsExactly("b", "w");
    }

    @Test
    void refusesAFileOfAnotherModelAndStaysAsItIs() throws IOException {
        State state = model.initialState();
        Path file = folder.resolve("other.safetensors");
        new State(Map.of("b", Buffer.zeros(DType.F32, 2), "w", Buffer.zeros(DType.F32, 2))).save(file);
        assertThatThrownBy(() -> state.restore(file)).hasMessage(file + " has f32[2] for 'w', which is f32[2,2]");
        new State(Map.of("b", Buffer.zeros(DType.F32, 2))).save(file);
        assertThatThrownBy(() -> state.restore(file)).hasMessage(file + " has no tensor 'w', which is f32[2,2]");
        new State(Map.of("b", Buffer.zeros(DType.F32, 2), "w", Buffer.zeros(DType.F32, 2, 2), "v",
                Buffer.zeros(DType.F32))).save(file);
        assertThatThrownBy(() -> state.restore(file))
                .hasMessage(file + " has the tensor 'v', which is no part of this state");
        assertThat(state.get("b").floats()).containsExactly(-10, 0.5f);
    }

    @Test
    void anEntrySaysWhatItNeeds() throws IOException {
        State state = model.initialState();
        assertThatThrownBy(() -> model.entry("train", state))
                .hasMessage("model has no entry 'train'; it has predict, nudge");
        assertThatThrownBy(() -> new Entry(new HandWritten.Dense(), new State(Map.of())))
                .hasMessage("predict needs the state w: f32[K,M], but the state has only []");
        assertThatThrownBy(() -> new Entry(new HandWritten.Nudge(), new State(Map.of("b", Buffer.zeros(DType.F32)))))
                .hasMessage("nudge needs the state b as f32[M], but it is f32[]");
        Entry predict = model.entry("predict", state);
        assertThatThrownBy(() -> predict.call(Map.of()))
                .hasMessage("predict: the input x is missing; f32[N,K] is needed");
        assertThatThrownBy(() -> predict.call(Map.of("x", x, "z", x)))
                .hasMessageContaining("predict has no input 'z'; it is predict(x: f32[N,K]");
        assertThatThrownBy(() -> predict.call(new Buffer[2], new Buffer[1]))
                .hasMessageStartingWith("predict has 1 arguments, not 2");
    }
}
