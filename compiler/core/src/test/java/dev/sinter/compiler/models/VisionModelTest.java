package dev.sinter.compiler.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.models.vision.AlexNet;
import dev.sinter.models.vision.DenseNet;
import dev.sinter.models.vision.EfficientNet;
import dev.sinter.models.vision.GoogLeNet;
import dev.sinter.models.vision.InceptionV3;
import dev.sinter.models.vision.MNASNet;
import dev.sinter.models.vision.MobileNetV3;
import dev.sinter.models.vision.ShuffleNetV2;
import dev.sinter.models.vision.MobileNetV2;
import dev.sinter.models.vision.ResNet;
import dev.sinter.models.vision.SqueezeNet;
import dev.sinter.models.vision.VGG;
import dev.sinter.nn.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models built under a seed, against the outputs that torchvision records. The large ones run with
 * {@code -Dgroups=large -Dsinter.test.excluded=none}, some of them with {@code -Dsinter.models=resnet.*}.
 */
class VisionModelTest {
    private static final int CLASSES = 50;
    private static final Map<String, IntFunction<Module>> MODELS = models();

    private static Map<String, IntFunction<Module>> models() {
        Map<String, IntFunction<Module>> models = new LinkedHashMap<>();
        models.put("squeezenet1_0", SqueezeNet::squeezenet1x0);
        models.put("squeezenet1_1", SqueezeNet::squeezenet1x1);
        models.put("mobilenet_v2", MobileNetV2::new);
        models.put("resnet18", ResNet::resnet18);
        models.put("resnet34", ResNet::resnet34);
        models.put("resnet50", ResNet::resnet50);
        models.put("resnet101", ResNet::resnet101);
        models.put("resnet152", ResNet::resnet152);
        models.put("resnext50_32x4d", ResNet::resnext50x32x4d);
        models.put("resnext101_32x8d", ResNet::resnext101x32x8d);
        models.put("resnext101_64x4d", ResNet::resnext101x64x4d);
        models.put("wide_resnet50_2", ResNet::wideResnet50x2);
        models.put("wide_resnet101_2", ResNet::wideResnet101x2);
        models.put("densenet121", DenseNet::densenet121);
        models.put("densenet161", DenseNet::densenet161);
        models.put("densenet169", DenseNet::densenet169);
        models.put("densenet201", DenseNet::densenet201);
        models.put("shufflenet_v2_x0_5", ShuffleNetV2::half);
        models.put("shufflenet_v2_x1_0", ShuffleNetV2::one);
        models.put("shufflenet_v2_x1_5", ShuffleNetV2::oneAndHalf);
        models.put("shufflenet_v2_x2_0", ShuffleNetV2::two);
        models.put("mnasnet0_5", classes -> new MNASNet(0.5, classes));
        models.put("mnasnet0_75", classes -> new MNASNet(0.75, classes));
        models.put("mnasnet1_0", classes -> new MNASNet(1, classes));
        models.put("mnasnet1_3", classes -> new MNASNet(1.3, classes));
        models.put("mobilenet_v3_large", MobileNetV3::large);
        models.put("mobilenet_v3_small", MobileNetV3::small);
        models.put("efficientnet_b0", EfficientNet::b0);
        models.put("efficientnet_b1", EfficientNet::b1);
        models.put("efficientnet_b2", EfficientNet::b2);
        models.put("efficientnet_b3", EfficientNet::b3);
        models.put("efficientnet_b4", EfficientNet::b4);
        models.put("efficientnet_b5", EfficientNet::b5);
        models.put("efficientnet_b6", EfficientNet::b6);
        models.put("efficientnet_b7", EfficientNet::b7);
        models.put("googlenet", GoogLeNet::new);
        models.put("inception_v3", InceptionV3::new);
        models.put("alexnet", AlexNet::new);
        models.put("vgg11", VGG::vgg11);
        models.put("vgg11_bn", VGG::vgg11bn);
        models.put("vgg13", VGG::vgg13);
        models.put("vgg13_bn", VGG::vgg13bn);
        models.put("vgg16", VGG::vgg16);
        models.put("vgg16_bn", VGG::vgg16bn);
        models.put("vgg19", VGG::vgg19);
        models.put("vgg19_bn", VGG::vgg19bn);
        return models;
    }

    static List<String> large() {
        String pattern = System.getProperty("sinter.models", ".*");
        return MODELS.keySet().stream().filter(name -> name.matches(pattern)).toList();
    }

    /** What the model of that name, made under seed 0, makes of random pixels. */
    private static float[] output(String name) {
        Sinter.manualSeed(0);
        Module model = MODELS.get(name).apply(CLASSES);
        model.eval();
        int size = name.equals("inception_v3") ? 299 : 224;
        Tensor x = Sinter.rand(1, 3, size, size);
        return Sinter.noGrad(() -> model.call(x)).toFloatArray();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mobilenet_v2", "resnet18"})
    @DisplayName("N7, T17: a model made under seed 0 gives the outputs that torchvision records")
    void recorded(String name) throws IOException {
        assumeTrue(Files.exists(file(name)), () -> "no recorded outputs in " + file(name));
        compare(name);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"squeezenet1_1"})
    @DisplayName("N7: a model made under seed 0 gives finite outputs")
    void small(String name) throws IOException {
        compare(name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("large")
    @Tag("large")
    @DisplayName("N7, T17: every model made under seed 0 gives finite outputs, those that torchvision records where they are at hand")
    void all(String name) throws IOException {
        compare(name);
    }

    @ParameterizedTest(name = "{0} has {1} parameters with 1000 classes")
    @CsvSource({"squeezenet1_0,1248424", "squeezenet1_1,1235496", "mobilenet_v2,3504872", "resnet18,11689512",
        "resnet34,21797672", "resnet50,25557032", "resnext50_32x4d,25028904", "densenet121,7978856",
        "shufflenet_v2_x1_0,2278604", "mnasnet1_0,4383312", "mobilenet_v3_large,5483032",
        "mobilenet_v3_small,2542856", "efficientnet_b0,5288548"})
    @DisplayName("N7: models have as many parameters as their weight files")
    void parameters(String name, long count) {
        Module model = MODELS.get(name).apply(1000);
        assertThat(model.parameters().stream().mapToLong(Tensor::numel).sum()).isEqualTo(count);
    }

    @Test
    @DisplayName("N7: parameters have torchvision's names")
    void names() {
        assertThat(ResNet.resnet18(10).stateDict()).containsKeys("conv1.weight", "bn1.running_mean",
                "bn1.num_batches_tracked", "layer2.0.downsample.1.running_var", "layer4.1.bn2.bias", "fc.weight")
                .hasSize(122);
        assertThat(new MobileNetV2(10).stateDict()).containsKeys("features.0.0.weight",
                "features.1.conv.0.1.running_var",
                "features.17.conv.3.weight", "classifier.1.bias");
        assertThat(SqueezeNet.squeezenet1x1(10).stateDict()).containsKeys("features.3.squeeze.weight",
                "features.12.expand3x3.bias", "classifier.1.weight");
        assertThat(MobileNetV3.small(10).stateDict()).containsKeys("features.1.block.1.fc1.bias",
                "classifier.3.weight");
        assertThat(ShuffleNetV2.half(10).stateDict()).containsKeys("stage2.0.branch1.3.running_mean", "conv5.0.weight");
    }

    private static Path file(String name) {
        return Path.of(System.getProperty("sinter.shared", "../shared"), "data", "torchvision-expected", name + ".csv");
    }

    private static void compare(String name) throws IOException {
        long start = System.nanoTime();
        float[] output = output(name);
        long milliseconds = (System.nanoTime() - start) / 1_000_000;
        assertThat(output).hasSize(CLASSES);
        for (float each : output) {
            assertThat(each).isFinite();
        }
        Path file = file(name);
        if (!Files.exists(file)) {
            System.out.printf("%s: %s in %d ms%n", name, Arrays.toString(Arrays.copyOf(output, 3)), milliseconds);
            return;
        }
        double[] expected = Arrays.stream(Files.readString(file).trim().split("[,\\s]+"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        double difference = 0;
        for (int i = 0; i < CLASSES; i++) {
            difference = Math.max(difference, Math.abs(output[i] - expected[i]));
        }
        System.out.printf("%s: %.2g of the largest magnitude, in %d ms%n", name, difference / largest, milliseconds);
        assertThat(difference / largest).isLessThan(1e-5);
    }
}
