package dev.sinter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.BatchNorm1d;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors in files of each format. */
class WeightFilesTest {
    @TempDir Path folder;

    private static Sequential net() {
        return new Sequential(new Linear(3, 4), new BatchNorm1d(4), new Linear(4, 2, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.safetensors", "a.npz", "a.pth", "a.PT", "a.h5"})
    @DisplayName("W2: a model's state dict, saved and loaded into another model, has the same bits")
    void stateDicts(String name) throws IOException {
        Path file = folder.resolve(name);
        Sequential from = net();
        from.call(Sinter.randn(5, 3));
        Sinter.save(file, from.stateDict());
        Sequential to = net();
        to.loadStateDict(Sinter.load(file));
        assertThat(to.stateDict().keySet()).contains("0.weight", "1.running_mean", "1.num_batches_tracked", "2.weight");
        from.stateDict().forEach((key, tensor) -> assertThat(
                to.stateDict().get(key).toBuffer().sameBits(tensor.toBuffer())).as(key).isTrue());
    }

    @Test
    @DisplayName("W2: part of a checkpoint can be loaded alone; tied tensors of a PyTorch file share their storage")
    void parts() throws IOException {
        Path file = folder.resolve("a.pth");
        Tensor tied = Sinter.tensor(new float[]{1, 2});
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("model/a", tied);
        tensors.put("model/b", tied);
        tensors.put("step", Sinter.tensor(new long[]{3}));
        Sinter.save(file, tensors);
        Map<String, Tensor> model = Sinter.load(file, "model");
        assertThat(model.keySet()).containsExactly("a", "b");
        model.get("a").add_(1);
        assertThat(model.get("b").toFloatArray()).containsExactly(2, 3);
        assertThatThrownBy(() -> Sinter.load(file, "net")).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("load of " + file + ": it has no part 'net'; its parts are [model, step]");
    }

    @Test
    @DisplayName("W2: a name that says no format is refused with those there are")
    void unknown() throws IOException {
        Path file = folder.resolve("weights.xyz");
        assertThatThrownBy(() -> Sinter.save(file, Map.of())).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("save of "
                        + file
                        + ": the end of the name says which format a file has: .safetensors, .npz, .npy, and with"
                        + " sinter-formats .pt, .pth, .h5, .hdf5");
        Files.writeString(file, "x");
        assertThatThrownBy(() -> Sinter.load(file)).isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("W1: missing, unexpected and mis-shaped keys of a file are reported in one message, and nothing has changed")
    void wrongKeys() throws IOException {
        Path file = folder.resolve("wrong.safetensors");
        Map<String, Tensor> wrong = new LinkedHashMap<>(net().stateDict());
        wrong.remove("0.bias");
        wrong.remove("1.running_var");
        wrong.put("fc.weight", Sinter.ones(1));
        wrong.put("2.weight", Sinter.ones(4, 2));
        wrong.put("0.weight", Sinter.ones(3));
        Sinter.save(file, wrong);
        Sequential net = net();
        Tensor before = net.stateDict().get("1.weight").clone();
        Map<String, Tensor> saved = Sinter.load(file);
        assertThatThrownBy(() -> net.loadStateDict(saved)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining(
                        "loadStateDict of Sequential: missing are [0.bias, 1.running_var]; unexpected are [fc.weight];"
                                + " 0.weight has shape [3], but [4, 3] is needed; 2.weight has shape [4, 2], but [2, 4] is needed");
        assertThat(net.stateDict().get("1.weight").equal(before)).isTrue();
        // Passing over missing and unexpected ones does not mean passing over shapes.
        assertThatThrownBy(() -> net.loadStateDict(saved, false)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("loadStateDict of Sequential: 0.weight has shape [3], but [4, 3] is needed;"
                        + " 2.weight has shape [4, 2], but [2, 4] is needed");
        saved.remove("0.weight");
        saved.remove("2.weight");
        net.loadStateDict(saved, false);
    }
}
