package dev.echo7.cli;
import dev.echo7.measure.*;
import java.util.*;
class LoadRunJson { static Map<String,Object> of(LoadRun r, List<FailIf.Failure> f, int c) { return Map.of(); } static Map<String,Object> slice(LoadSlice s) { return Map.of(); } }
